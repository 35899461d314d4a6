namespace FedPrune.Model.Sparse.Memory;

/// <summary>The weights that are left, of all layers behind each other, and what the optimiser keeps of each.</summary>
internal sealed class ParameterMemory
{
    private const int Padding = 16; // kernels take whole vectors

    public PinnedArray<float> Weights { get; private set; } = new(0);

    public PinnedArray<float> Gradient { get; private set; } = new(0);

    public PinnedArray<float> Velocity { get; private set; } = new(0);

    /// <summary>The weights as the device received them.</summary>
    public PinnedArray<float> Anchor { get; private set; } = new(0);

    /// <summary>Makes room for so many weights; what was there is lost.</summary>
    public void Reserve(int count)
    {
        if (Weights.Length >= count + Padding)
            return;
        var length = count + (count / 8) + Padding; // topologies of a run have nearly, not exactly, the same number
        (Weights, Gradient, Velocity, Anchor) = (new(length), new(length), new(length), new(length));
    }
}
