using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>
/// Index lists of a fully connected layer for one topology. The matrix is cut into blocks so small that a block's inputs and
/// their gradients stay in the first-level cache and that an index within it has 16 bits. Values lie block by block along the
/// columns of blocks, in a block row by row, the longest first, in a row by ascending column; both ways through the layer take
/// them in this order.
/// </summary>
internal sealed unsafe class FullyConnectedPlan : LayerPlan
{
    private const int BlockRows = 256;

    private readonly int _down; // blocks below each other
    private readonly int _blockColumns;
    private readonly int[] _begins; // (segments) where each begins among the kept

    /// <summary>Sorts the weights that are left.</summary>
    /// <param name="inputs">Columns of the matrix.</param>
    /// <param name="outputs">Rows of the matrix.</param>
    /// <param name="lanes">Floats from one input or output to the next, at most 256.</param>
    /// <param name="kept">Ascending indices, <paramref name="offset"/> more than into (out, in).</param>
    /// <param name="offset">Index of the layer's first weight.</param>
    public FullyConnectedPlan(int inputs, int outputs, int lanes, ReadOnlySpan<int> kept, int offset)
    {
        _blockColumns = kept.Length < 0.12 * inputs * outputs ? 256 : 128; // wide ones where rows would be too short
        _down = (outputs + BlockRows - 1) / BlockRows;
        var sorting = new SegmentSorting((inputs + _blockColumns - 1) / _blockColumns * _down, BlockRows, wholeFirstBlock: false);
        var begins = new int[sorting.Counts.Length];
        fixed (int* of = kept)
        {
            Count(of, kept.Length, offset, inputs, outputs, begins, sorting.Counts);
            Segments = sorting.Sort();
            Columns = PinnedArray<ushort>.Uninitialised(kept.Length + Vector256<ushort>.Count);
            _begins = new int[Segments.Count];
            Write(of, kept.Length, offset, inputs, begins, (ushort)lanes);
        }
    }

    /// <summary>Rows of blocks.</summary>
    public Segments Segments { get; }

    /// <summary>(weights) column within the block · lanes; what follows the last means nothing.</summary>
    public PinnedArray<ushort> Columns { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => Segments.Blocks.Length - 1;

    /// <summary>The first column of a block.</summary>
    public int FirstColumn(int block) => block / _down * _blockColumns;

    /// <summary>The first row of a block.</summary>
    public int FirstRow(int block) => block % _down * BlockRows;

    /// <inheritdoc/>
    public override void Arrange(ReadOnlySpan<float> compact, Span<float> planned)
    {
        var starts = Segments.Starts.Span;
        for (int s = 0; s < _begins.Length; s++)
        {
            var row = planned[starts[s]..starts[s + 1]];
            compact.Slice(_begins[s], row.Length).CopyTo(row);
        }
    }

    /// <inheritdoc/>
    public override void Collect(ReadOnlySpan<float> planned, Span<float> compact)
    {
        var starts = Segments.Starts.Span;
        for (int s = 0; s < _begins.Length; s++)
            planned[starts[s]..starts[s + 1]].CopyTo(compact[_begins[s]..]);
    }

    // By block and row in it, where its weights begin and how many they are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(int* kept, int length, int offset, int inputs, int outputs, Span<int> begins, Span<int> counts)
    {
        for (int k = 0, row = 0; row < outputs; row++)
        {
            for (int column = 0, key = row; column < inputs; column += _blockColumns, key += _down * BlockRows)
            {
                begins[key] = k;
                k = FirstFrom(offset + (row * inputs) + Math.Min(column + _blockColumns, inputs), kept, k, length);
                counts[key] = k - begins[key];
            }
        }
    }

    // The first weight from k on whose index is not below the end.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int FirstFrom(int end, int* kept, int k, int length)
    {
        var ends = Vector256.Create(end);
        for (; k + Vector256<int>.Count <= length; k += Vector256<int>.Count)
        {
            var below = Vector256.LessThan(Vector256.Load(kept + k), ends).ExtractMostSignificantBits();
            if (below != byte.MaxValue)
                return k + BitOperations.PopCount(below);
        }
        while (k < length && kept[k] < end)
            k++;
        return k;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(int* kept, int length, int offset, int inputs, ReadOnlySpan<int> begins, ushort lanes)
    {
        int* rows = Segments.Rows.Pointer, starts = Segments.Starts.Pointer, blocks = Segments.Blocks.Pointer;
        for (int block = 0; block < Blocks; block++)
        {
            var corner = offset + (FirstRow(block) * inputs) + FirstColumn(block);
            for (int s = blocks[block]; s < blocks[block + 1]; s++)
            {
                var begin = _begins[s] = begins[(block * BlockRows) + rows[s]];
                Write(kept + begin, length - begin, starts[s + 1] - starts[s], corner + (rows[s] * inputs), lanes, Columns.Pointer + starts[s]);
            }
        }
    }

    // One row of a block; whole vectors, as the next row writes over what is too many.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Write(int* kept, int readable, int count, int first, ushort lanes, ushort* to)
    {
        var firsts = Vector256.Create(first);
        var scale = Vector256.Create(lanes);
        var k = 0;
        for (; k < count && k + Vector256<ushort>.Count <= readable; k += Vector256<ushort>.Count)
        {
            var low = Vector256.Load(kept + k) - firsts;
            var high = Vector256.Load(kept + k + Vector256<int>.Count) - firsts;
            (Vector256.Narrow(low, high).AsUInt16() * scale).Store(to + k);
        }
        for (; k < count; k++)
            to[k] = (ushort)((kept[k] - first) * lanes);
    }
}
