namespace FedPrune.Model.Sparse.Memory;

/// <summary>The numbers between two layers, for a batch: their values and the loss's gradient by them.</summary>
internal sealed unsafe class FeatureMap
{
    private readonly PinnedArray<float> _value;
    private readonly PinnedArray<float>? _gradient;

    /// <summary>Memory for a batch.</summary>
    /// <param name="layout">How it lies.</param>
    /// <param name="images">Most images of a batch.</param>
    /// <param name="gradient">Where the gradient goes.</param>
    public FeatureMap(FeatureLayout layout, int images, GradientMemory gradient)
    {
        Layout = layout;
        var length = layout.Groups(images) * layout.GroupStride;
        _value = new PinnedArray<float>(length);
        _gradient = gradient switch
        {
            GradientMemory.None => null,
            GradientMemory.OverValue => _value,
            _ => new PinnedArray<float>(length),
        };
    }

    /// <summary>The same memory seen as another shape of as many numbers; both must be flat.</summary>
    public FeatureMap(FeatureMap map, FeatureLayout layout)
    {
        (Layout, _value, _gradient) = (layout, map._value, map._gradient);
    }

    public FeatureLayout Layout { get; }

    public bool HasGradient => _gradient is not null;

    /// <summary>Row 0, column 0 of the first channel and group.</summary>
    public float* Value => _value.Pointer + Layout.Origin;

    /// <summary>As <see cref="Value"/>; only of a map that has a gradient.</summary>
    public float* Gradient => _gradient!.Pointer + Layout.Origin;

    /// <summary>Forgets groups of the batches before.</summary>
    public void Clear(int first, int end)
    {
        var groups = (first * Layout.GroupStride)..(end * Layout.GroupStride);
        _value.Span[groups].Clear();
        _gradient?.Span[groups].Clear();
    }
}

/// <summary>Where a feature map's gradient lies.</summary>
internal enum GradientMemory
{
    /// <summary>Nobody asks for it.</summary>
    None,

    /// <summary>In memory of its own.</summary>
    Own,

    /// <summary>Over the values: the layer behind is the last to read them and writes each gradient where its value was.</summary>
    OverValue,
}
