using FedPrune.Model.Networks;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

/// <summary>
/// Payloads that were damaged or forged, each derived from a number: a receiver gets something valid out of them or refuses
/// them by a <see cref="WireFormatException"/>, and takes no more memory than its network needs.
/// </summary>
internal sealed class PayloadFuzz
{
    private const int MostMemory = 64 * 1024;

    private static readonly ParameterLayout Layout = Topologies.Layout(100, -5, 60);
    private static readonly Topology Sent = Topologies.Uniform(Layout, 0.2, Topologies.Stream(1));
    private static readonly byte[] Update = new UpdatePayload(9, 4, 600, 0.5, Sent, Topologies.Values(Sent, Topologies.Stream(2))).Encode();
    private static readonly byte[] Model = new ModelPayload(9, Sent, Topologies.Values(Sent, Topologies.Stream(2))).Encode();

    private readonly HashSet<WireFault> _faults = [];

    /// <summary>Payloads that were still valid.</summary>
    public int Decoded { get; private set; }

    /// <summary>Every reason for a refusal so far.</summary>
    public IReadOnlySet<WireFault> Faults => _faults;

    /// <summary>Tries one payload.</summary>
    /// <exception cref="InvalidOperationException">What came out is not finite, or it took too much memory.</exception>
    public void Try(int trial)
    {
        var random = Topologies.Stream(trial);
        var isModel = trial % 2 == 0;
        var bytes = Mutated(isModel ? Model : Update, trial, random);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var values = isModel
                ? ModelPayload.Decode(bytes, Layout, new WireLimits(), Recall).Values
                : UpdatePayload.Decode(bytes, Layout, new WireLimits(), Recall).Values;
            foreach (var value in values.Span)
            {
                if (!float.IsFinite(value))
                    throw new InvalidOperationException($"payload {trial} decodes to {value}");
            }
            Decoded++;
        }
        catch (WireFormatException refused)
        {
            _faults.Add(refused.Fault);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        if (allocated > MostMemory)
            throw new InvalidOperationException($"payload {trial} took {allocated} bytes of memory, more than {MostMemory}");
    }

    private static Topology? Recall(ulong id) => id == TopologyId.Of(Sent) ? Sent : null;

    /// <summary>Noise, damage, or damage under a right checksum.</summary>
    private static byte[] Mutated(byte[] payload, int trial, RandomStream random)
    {
        if (trial % 20 < 2)
        {
            var noise = new byte[random.Next(300)];
            random.NextBytes(noise);
            return noise;
        }
        return (trial % 20) switch
        {
            < 6 => Damage.Some(payload, random),
            < 10 => ForgedHeader.Seal(Damage.Some(payload, random)),
            < 14 => ForgedHeader.WithHeader(payload, Damage.Some(payload.AsSpan(8, ForgedHeader.HeaderSize(payload)), random)),
            < 18 => ForgedHeader.WithBody(payload, Damage.Some(payload.AsSpan()[(8 + ForgedHeader.HeaderSize(payload))..^4], random)),
            _ => ForgedHeader.With(payload, random.Next(1, 14), random.Next(2) == 0 ? (ulong)random.Next(200) : random.NextBits()),
        };
    }
}
