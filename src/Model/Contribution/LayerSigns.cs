using System.Numerics;
using System.Runtime.InteropServices;
using FedPrune.Model.Aggregation;

namespace FedPrune.Model.Contribution;

/// <summary>
/// The signs of one layer of one update, as a vector of the layer's coordinates: of those kept, where all updates of the round
/// keep the same, else of all. They are made piece by piece where they are used: kept, they would be as large as the updates.
/// </summary>
internal readonly struct LayerSigns
{
    /// <summary>Vectors that are multiplied at the same time, so that no sum waits for itself.</summary>
    private const int Lanes = 4;

    /// <summary>Signs that are made at a time, so that they stay in the first-level cache.</summary>
    private const int Piece = 1024;

    private readonly ReadOnlyMemory<float> _values;
    private readonly Update _update;
    private readonly bool _sparse; // else _values[k] is coordinate k
    private readonly int _from;
    private readonly int _to;

    /// <summary>Cuts a layer out of an update.</summary>
    /// <param name="update">The update.</param>
    /// <param name="from">The layer's first parameter.</param>
    /// <param name="to">The parameter after its last.</param>
    /// <param name="shared">Whether all updates of the round keep the same parameters.</param>
    public LayerSigns(Update update, int from, int to, bool shared)
    {
        (_update, _from, _to) = (update, from, to);
        _values = update.Values[update.Topology.CompactRange(from, to)];
        _sparse = !shared && !update.Topology.IsDense;
        Size = shared ? _values.Length : to - from;
        Norm = Math.Sqrt(CountNonZero(_values.Span)); // a sum of ones
    }

    /// <summary>Cuts a layer out of an update, its vector being of the coordinates that this update keeps.</summary>
    public LayerSigns(Update update, int from, int to)
        : this(update, from, to, shared: true)
    {
    }

    /// <summary>n of the update's device.</summary>
    public int Samples => _update.Samples;

    /// <summary>Coordinates of the vector.</summary>
    public int Size { get; }

    /// <summary>Euclidean norm.</summary>
    public double Norm { get; }

    private ReadOnlySpan<int> Kept => _update.Topology.Kept[_update.Topology.CompactRange(_from, _to)];

    /// <summary><c>sum += weight · signs</c></summary>
    public void AccumulateInto(Span<double> sum, double weight)
    {
        var kept = _sparse ? Kept : default;
        Span<float> signs = stackalloc float[Piece];
        for (int start = 0; start < _values.Length; start += Piece)
        {
            var piece = SignsFrom(start, signs);
            if (!_sparse)
                Accumulation.Add(sum.Slice(start, piece.Length), piece, weight);
            else
                for (int k = 0; k < piece.Length; k++)
                    sum[kept[start + k] - _from] += weight * piece[k];
        }
    }

    /// <summary><c>direction += share · signs / ‖signs‖</c></summary>
    public void AddTo(FixedVector direction, double share)
    {
        if (Norm == 0)
            return;
        var first = _update.Topology.CompactRange(_from, _to).Start.Value;
        Span<float> signs = stackalloc float[Piece];
        for (int start = 0; start < _values.Length; start += Piece)
            direction.Add(_update.Topology, first + start, SignsFrom(start, signs), share / Norm);
    }

    /// <summary><c>⟨signs, vector⟩</c> of several, each summed in the order of the coordinates.</summary>
    /// <param name="all">Layers of the same size.</param>
    /// <param name="vector">(Size) numbers.</param>
    public static double[] Dots(ReadOnlySpan<LayerSigns> all, ReadOnlySpan<double> vector)
    {
        var dots = new double[all.Length];
        for (int first = 0; first < all.Length; first += Lanes)
        {
            var group = all.Slice(first, Math.Min(Lanes, all.Length - first));
            var sums = dots.AsSpan(first, group.Length);
            if (group.Length == Lanes && !(group[0]._sparse || group[1]._sparse || group[2]._sparse || group[3]._sparse))
                DotsOfLanes(group, vector, sums);
            else
                for (int i = 0; i < group.Length; i++)
                    sums[i] = group[i].Dot(vector);
        }
        return dots;
    }

    private static void DotsOfLanes(ReadOnlySpan<LayerSigns> group, ReadOnlySpan<double> vector, Span<double> dots)
    {
        Span<float> scratch = stackalloc float[Lanes * Piece];
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0);
        for (int start = 0; start < vector.Length; start += Piece)
        {
            var signs0 = group[0].SignsFrom(start, scratch[..Piece]);
            var signs1 = group[1].SignsFrom(start, scratch.Slice(Piece, Piece));
            var signs2 = group[2].SignsFrom(start, scratch.Slice(2 * Piece, Piece));
            var signs3 = group[3].SignsFrom(start, scratch[(3 * Piece)..]);
            var numbers = vector.Slice(start, signs0.Length);
            for (int k = 0; k < numbers.Length; k++)
            {
                a += signs0[k] * numbers[k];
                b += signs1[k] * numbers[k];
                c += signs2[k] * numbers[k];
                d += signs3[k] * numbers[k];
            }
        }
        (dots[0], dots[1], dots[2], dots[3]) = (a, b, c, d);
    }

    private double Dot(ReadOnlySpan<double> vector)
    {
        var kept = _sparse ? Kept : default;
        Span<float> signs = stackalloc float[Piece];
        var dot = 0.0;
        for (int start = 0; start < _values.Length; start += Piece)
        {
            var piece = SignsFrom(start, signs);
            for (int k = 0; k < piece.Length; k++)
                dot += piece[k] * vector[kept.IsEmpty ? start + k : kept[start + k] - _from];
        }
        return dot;
    }

    // The signs of a piece of the values: −1, 0 or 1, never −0.
    private Span<float> SignsFrom(int start, Span<float> scratch)
    {
        var values = _values.Span[start..Math.Min(start + Piece, _values.Length)];
        Sign(values, scratch);
        return scratch[..values.Length];
    }

    // Without branches: signs are as good as random, so every other one would be mispredicted.
    private static void Sign(ReadOnlySpan<float> values, Span<float> signs)
    {
        var k = 0;
        for (; k <= values.Length - Vector<float>.Count; k += Vector<float>.Count)
        {
            var value = new Vector<float>(values[k..]);
            var positive = Vector.ConditionalSelect(Vector.GreaterThan(value, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
            var negative = Vector.ConditionalSelect(Vector.LessThan(value, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
            (positive - negative).CopyTo(signs[k..]);
        }
        for (; k < values.Length; k++)
            signs[k] = values[k] > 0 ? 1 : values[k] < 0 ? -1 : 0;
    }

    private static int CountNonZero(ReadOnlySpan<float> values)
    {
        Span<float> signs = stackalloc float[Piece];
        var zeros = 0;
        for (int start = 0; start < values.Length; start += Piece)
        {
            var piece = values[start..Math.Min(start + Piece, values.Length)];
            Sign(piece, signs);
            zeros += MemoryMarshal.Cast<float, int>(signs[..piece.Length]).Count(0);
        }
        return values.Length - zeros;
    }
}
