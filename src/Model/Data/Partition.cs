namespace FedPrune.Model.Data;

/// <summary>
/// Which training samples each device holds: one array of sample indices, device after device, and where each device
/// begins. A sample belongs to at most one device.
/// </summary>
public sealed class Partition
{
    private readonly int[] _samples; // device after device
    private readonly int[] _starts;  // (N + 1)

    private Partition(int[] samples, int[] starts) => (_samples, _starts) = (samples, starts);

    /// <summary>Number of devices, N.</summary>
    public int Devices => _starts.Length - 1;

    /// <summary>Number of samples of all devices together.</summary>
    public int Count => _samples.Length;

    /// <summary>The indices of a device's samples in the training set.</summary>
    public ReadOnlySpan<int> Samples(int device) => _samples.AsSpan(_starts[device], CountOf(device));

    /// <summary>The same indices as <see cref="Samples"/>, to be kept.</summary>
    public ReadOnlyMemory<int> Memory(int device) => _samples.AsMemory(_starts[device], CountOf(device));

    /// <summary>How many samples a device has.</summary>
    public int CountOf(int device) => _starts[device + 1] - _starts[device];

    /// <summary>Groups samples by their owner and keeps their order within it (a counting sort).</summary>
    /// <param name="samples">(n) different sample indices.</param>
    /// <param name="owners">(n) devices: <c>owners[k]</c> gets <c>samples[k]</c>.</param>
    /// <param name="devices">Number of devices.</param>
    public static Partition ByOwner(ReadOnlySpan<int> samples, ReadOnlySpan<int> owners, int devices)
    {
        var starts = StartsOf(owners, devices);
        var next = starts.AsSpan(0, devices).ToArray();
        var grouped = new int[samples.Length];
        for (int k = 0; k < samples.Length; k++)
            grouped[next[owners[k]]++] = samples[k];
        return new Partition(grouped, starts);
    }

    private static int[] StartsOf(ReadOnlySpan<int> owners, int devices)
    {
        var starts = new int[devices + 1];
        foreach (var owner in owners)
            starts[owner + 1]++;
        for (int device = 0; device < devices; device++)
            starts[device + 1] += starts[device];
        return starts;
    }
}
