using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>
/// Layers that follow each other and take equally many images at a time. All of them are done with some images before any
/// takes the next ones: what one layer leaves in the caches, the one behind it finds there.
/// </summary>
internal sealed class Stretch
{
    private readonly SparseLayer[] _layers;

    private Stretch(SparseLayer[] layers) => _layers = layers;

    private int Lanes => _layers[0].Lanes;

    /// <summary>Cuts a network into stretches.</summary>
    public static IEnumerable<Stretch> Of(SparseLayer[] layers)
    {
        for (int start = 0, end; start < layers.Length; start = end)
        {
            for (end = start + 1; end < layers.Length && layers[end].Lanes == layers[start].Lanes;)
                end++;
            yield return new Stretch(layers[start..end]);
        }
    }

    public void Forward(int count)
    {
        for (int first = 0; first < count; first += Lanes)
        {
            foreach (var layer in _layers)
                layer.Forward(Group(first, count));
        }
    }

    public void Backward(int count)
    {
        for (int first = 0; first < count; first += Lanes)
        {
            for (int layer = _layers.Length - 1; layer >= 0; layer--)
                _layers[layer].Backward(Group(first, count));
        }
    }

    private Images Group(int first, int count) => new(first, Math.Min(first + Lanes, count));
}
