namespace FedPrune.Model.Sparse.Memory;

/// <summary>The feature maps of a model. Values all stay until the way back; most gradients do not, and share memory that the caches hold.</summary>
/// <param name="images">Most images of a batch.</param>
internal sealed class FeatureMemory(int images)
{
    private readonly List<FeatureMap> _maps = [];
    private readonly List<(FeatureLayout Layout, PinnedArray<float> Numbers)> _passing = [];

    public IEnumerable<FeatureMap> Maps => _maps;

    /// <summary>A map.</summary>
    /// <param name="layout">How it lies.</param>
    /// <param name="place">Where its gradient goes.</param>
    /// <param name="before">The map that it is computed from, if any.</param>
    public FeatureMap Map(FeatureLayout layout, GradientPlace place, FeatureMap? before)
    {
        var value = Numbers(layout);
        return Kept(new FeatureMap(layout, value, place switch
        {
            GradientPlace.None => null,
            GradientPlace.OverValue => value,
            GradientPlace.Passing => Passing(layout, before?.GradientMemory),
            _ => Numbers(layout),
        }));
    }

    /// <summary>The sum of a map and another one: both have the same gradient, which lies in the same memory.</summary>
    public FeatureMap Sum(FeatureMap addend) =>
        Kept(new FeatureMap(addend.Layout, Numbers(addend.Layout), addend.GradientMemory ?? Numbers(addend.Layout)));

    private PinnedArray<float> Numbers(FeatureLayout layout) => new(layout.Groups(images) * layout.GroupStride);

    private PinnedArray<float> Passing(FeatureLayout layout, PinnedArray<float>? taken)
    {
        foreach (var passing in _passing)
        {
            if (passing.Layout == layout && passing.Numbers != taken)
                return passing.Numbers;
        }
        _passing.Add((layout, Numbers(layout)));
        return _passing[^1].Numbers;
    }

    private FeatureMap Kept(FeatureMap map)
    {
        _maps.Add(map);
        return map;
    }
}

/// <summary>Where a feature map's gradient lies.</summary>
internal enum GradientPlace
{
    /// <summary>Nobody asks for it.</summary>
    None,

    /// <summary>In memory of its own.</summary>
    Own,

    /// <summary>Over the values: the layer behind is the last to read them and writes each gradient where its value was.</summary>
    OverValue,

    /// <summary>
    /// Where other maps' of the same layout lie: one layer writes it and the layer before that reads it, then nobody. The
    /// gradient by what that layer computes from lies elsewhere.
    /// </summary>
    Passing,
}
