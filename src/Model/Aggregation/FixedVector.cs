using System.Numerics.Tensors;
using FedPrune.Model.Pruning;

namespace FedPrune.Model.Aggregation;

/// <summary>
/// A vector of sums in fixed point, on the coordinates of a frame. Whatever is added, in whatever order and grouping, and in
/// whatever frames, the numbers are the same; more than they can hold is refused before it is added.
/// </summary>
/// <param name="frame">Its coordinates: those of all that is added to it, or dense.</param>
public sealed class FixedVector(Topology frame)
{
    private const double Range = (1 << 15) - 1; // of ±2¹⁵, with room for what was rounded
    private const int Piece = 1024;

    private readonly long[] _numbers = new long[frame.Count];
    private double _reach; // the most that any number can be

    /// <summary>A vector of numbers that are there already.</summary>
    /// <exception cref="ArgumentException">They are not as many as the frame's coordinates.</exception>
    public FixedVector(Topology frame, ReadOnlySpan<long> numbers)
        : this(frame)
    {
        if (numbers.Length != frame.Count)
            throw new ArgumentException($"{numbers.Length} numbers for {frame.Count} coordinates", nameof(numbers));
        numbers.CopyTo(_numbers);
        _reach = numbers.IsEmpty ? 0 : Math.Abs(FixedPoint.ToDouble(TensorPrimitives.MaxMagnitude(numbers)));
    }

    public Topology Frame => frame;

    /// <summary>The coordinates of a sum over some updates: their topology where they share one, else all.</summary>
    public static Topology FrameOf(IReadOnlyList<Update> updates)
    {
        var first = updates[0].Topology;
        return updates.All(update => update.Topology.SameAs(first)) ? first : Topology.Dense(first.Layout);
    }

    /// <summary>(Count of the frame) sums in units.</summary>
    public ReadOnlySpan<long> Numbers => _numbers;

    /// <summary>Adds <c>weight · values</c>.</summary>
    /// <param name="topology">Where the values are; the frame, or anything where that is dense.</param>
    /// <param name="values">Compact.</param>
    /// <param name="weight">Their factor.</param>
    /// <exception cref="OverflowException">It is more than the sums can hold.</exception>
    public void Add(Topology topology, ReadOnlySpan<float> values, double weight) => Add(topology, 0, values, weight);

    /// <summary>Adds <c>weight · values</c> at the compact places of a topology from a first one on.</summary>
    public void Add(Topology topology, int first, ReadOnlySpan<float> values, double weight)
    {
        if (IsIn(topology))
        {
            Reach(FixedPoint.Add(_numbers.AsSpan(first, values.Length), values, weight));
            return;
        }
        Span<long> products = stackalloc long[Piece];
        var largest = 0.0;
        for (int start = 0; start < values.Length; start += Piece)
        {
            var piece = values[start..Math.Min(start + Piece, values.Length)];
            products.Clear();
            largest = Math.Max(largest, FixedPoint.Add(products, piece, weight));
            Scatter(topology.Kept.Slice(first + start, piece.Length), products);
        }
        Reach(largest);
    }

    /// <summary>Adds the same number of units at every coordinate of a topology.</summary>
    public void AddEach(Topology topology, long units)
    {
        Reach(Math.Abs(FixedPoint.ToDouble(units)));
        if (IsIn(topology))
            TensorPrimitives.Add(_numbers, units, _numbers);
        else
            foreach (var j in topology.Kept)
                _numbers[j] += units;
    }

    /// <summary>Adds another vector's sums.</summary>
    public void Add(FixedVector other)
    {
        Reach(other._reach);
        if (IsIn(other.Frame))
            TensorPrimitives.Add(_numbers, other._numbers, _numbers);
        else
            Scatter(other.Frame.Kept, other._numbers);
    }

    /// <summary>The sums as numbers, each rounded to a double.</summary>
    public double[] ToDoubles()
    {
        var doubles = new double[_numbers.Length];
        for (int k = 0; k < doubles.Length; k++)
            doubles[k] = FixedPoint.ToDouble(_numbers[k]);
        return doubles;
    }

    private void Scatter(ReadOnlySpan<int> places, ReadOnlySpan<long> units)
    {
        for (int k = 0; k < places.Length; k++)
            _numbers[places[k]] += units[k];
    }

    // Whether compact places are the frame's; else they are indices of a dense one.
    private bool IsIn(Topology topology) => topology.SameAs(frame)
        || (frame.IsDense ? false : throw new ArgumentException("what is summed must be of the frame's topology, or the frame dense", nameof(topology)));

    private void Reach(double magnitude)
    {
        _reach += magnitude;
        if (!(_reach <= Range))
            throw new OverflowException($"sums of magnitude {_reach} do not fit a fixed point that holds up to {Range}");
    }
}
