using FedPrune.Model.Pruning;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// What a weighted mean over holders is made of, in fixed point: <c>Σ π_i·m_ij·u_ij</c> and <c>Σ π_i·m_ij</c>. Parts of it,
/// each over some of the updates, add to the same bits however they are divided.
/// </summary>
public sealed class FixedMean
{
    private FixedMean(FixedVector sum, FixedVector? held, long weight) => (Sum, Held, Weight) = (sum, held, weight);

    /// <summary>A mean of nothing yet.</summary>
    /// <param name="frame">The coordinates of what is added.</param>
    /// <param name="shared">Whether all of it is of the frame's topology; else the frame is dense.</param>
    public FixedMean(Topology frame, bool shared)
        : this(new FixedVector(frame), shared ? null : new FixedVector(frame), 0)
    {
    }

    /// <summary>Σ π_i·m_ij·u_ij.</summary>
    public FixedVector Sum { get; }

    /// <summary>Σ π_i·m_ij; null where it is <see cref="Weight"/> at every coordinate of the frame.</summary>
    public FixedVector? Held { get; }

    /// <summary>Σ π_i, in units.</summary>
    public long Weight { get; private set; }

    /// <summary>A part that was made elsewhere.</summary>
    public static FixedMean Of(FixedVector sum, FixedVector? held, long weight) => new(sum, held, weight);

    /// <summary>The mean of some updates.</summary>
    /// <param name="updates">The updates, in any order; at least one.</param>
    /// <param name="weights">π of each.</param>
    public static FixedMean Of(IReadOnlyList<Update> updates, ReadOnlySpan<double> weights)
    {
        var first = updates[0].Topology;
        var shared = updates.All(update => update.Topology.SameAs(first));
        var mean = new FixedMean(shared ? first : Topology.Dense(first.Layout), shared);
        for (int i = 0; i < updates.Count; i++)
            mean.Add(updates[i], weights[i]);
        return mean;
    }

    /// <summary>Adds an update.</summary>
    public void Add(Update update, double weight)
    {
        var units = FixedPoint.Of(weight);
        Sum.Add(update.Topology, update.Values.Span, weight);
        Held?.AddEach(update.Topology, units);
        Weight += units;
    }

    /// <summary>Adds another part.</summary>
    public void Add(FixedMean part)
    {
        Sum.Add(part.Sum);
        if (part.Held is null)
            Held?.AddEach(part.Sum.Frame, part.Weight);
        else
            (Held ?? throw new ArgumentException("a mean over one topology takes no part over several", nameof(part))).Add(part.Held);
        Weight += part.Weight;
    }

    /// <summary>The coordinates that anybody holds whose weight is not 0.</summary>
    public Topology Holders()
    {
        if (Held is null)
            return Sum.Frame;
        var kept = new List<int>();
        var held = Held.Numbers;
        for (int j = 0; j < held.Length; j++)
        {
            if (held[j] != 0)
                kept.Add(j);
        }
        return Topology.Of(Sum.Frame.Layout, [.. kept]);
    }

    /// <summary>
    /// <c>Δ_j = Σ π_i·m_ij·u_ij / Σ π_i·m_ij</c>; where not everybody holds a coordinate, and who does not counts too, as
    /// <paramref name="absent"/> says.
    /// </summary>
    /// <param name="absent">What lacking a coordinate means.</param>
    /// <param name="model">(P) W before the round.</param>
    /// <param name="delta">(P) numbers, written.</param>
    public void WriteTo(AbsentRule absent, ReadOnlySpan<float> model, Span<float> delta)
    {
        for (int j = 0; j < delta.Length; j++)
            delta[j] = absent == AbsentRule.Zero ? -model[j] : 0;
        var frame = Sum.Frame;
        var sums = Sum.Numbers;
        for (int k = 0; k < sums.Length; k++)
        {
            var held = Held is null ? Weight : Held.Numbers[k];
            if (held == 0)
                continue;
            var j = frame.IsDense ? k : frame.Kept[k];
            delta[j] = absent == AbsentRule.Silent || held == Weight
                ? (float)((double)sums[k] / held)
                : (float)(FixedPoint.ToDouble(sums[k]) - (absent == AbsentRule.Zero ? (1 - FixedPoint.ToDouble(held)) * model[j] : 0));
        }
    }
}
