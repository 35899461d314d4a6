using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>
/// Index lists of a fully connected layer for one topology. The matrix is cut into blocks so small that a block's inputs
/// (or gradients of outputs) stay in the first-level cache and that indices within it need 16 bits. Values lie in the
/// order of the way back: block by block, column by column, row by row; the way forward finds them by position.
/// </summary>
internal sealed class FullyConnectedPlan : LayerPlan
{
    private readonly int[] _begins; // by block along columns of blocks and row in it, its first weight among the kept

    private FullyConnectedPlan(ColumnLists columns, RowLists rows, int[] begins)
    {
        (Columns, Rows, _begins) = (columns, rows, begins);
    }

    public ColumnLists Columns { get; }

    public RowLists Rows { get; }

    /// <summary>Sorts the weights that are left.</summary>
    /// <param name="inputs">Columns of the matrix.</param>
    /// <param name="outputs">Rows of the matrix.</param>
    /// <param name="lanes">Floats from one input or output to the next.</param>
    /// <param name="kept">Ascending indices, <paramref name="offset"/> more than into (out, in).</param>
    /// <param name="offset">Index of the layer's first weight.</param>
    public static FullyConnectedPlan Build(int inputs, int outputs, int lanes, ReadOnlySpan<int> kept, int offset)
    {
        var grid = MatrixGrid.For(inputs, outputs, lanes, (double)kept.Length / ((long)inputs * outputs));
        SegmentSorting byColumn = new(grid.Blocks, grid.BlockColumns, wholeFirstBlock: false);
        SegmentSorting byRow = new(grid.Blocks, grid.BlockRows, wholeFirstBlock: false);
        var begins = grid.Count(kept, offset, byColumn.Counts, byRow.Counts);
        Segments columns = byColumn.Sort(), rows = byRow.Sort();
        var rowInBlock = PinnedArray<ushort>.Uninitialised(kept.Length);
        var entries = PinnedArray<uint>.Uninitialised(kept.Length);
        var firstValues = FirstValues(grid, columns);
        grid.Place(kept, offset, begins, byColumn.Counts, byRow.Counts, firstValues.Span, rowInBlock.Span, entries.Span);
        return new FullyConnectedPlan(
            new ColumnLists(grid, columns, rowInBlock), new RowLists(grid, rows, entries, firstValues), begins);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Arrange(ReadOnlySpan<float> compact, Span<float> planned)
    {
        for (int block = 0; block < Rows.Grid.Blocks; block++)
        {
            var values = planned[Rows.FirstValues.Span[block]..];
            for (int s = Rows.Segments.Blocks.Span[block]; s < Rows.Segments.Blocks.Span[block + 1]; s++)
            {
                var entries = Entries(s);
                var numbers = compact.Slice(Begin(block, s), entries.Length);
                for (int i = 0; i < entries.Length; i++)
                    values[(int)(entries[i] >> 16)] = numbers[i];
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Collect(ReadOnlySpan<float> planned, Span<float> compact)
    {
        for (int block = 0; block < Rows.Grid.Blocks; block++)
        {
            var values = planned[Rows.FirstValues.Span[block]..];
            for (int s = Rows.Segments.Blocks.Span[block]; s < Rows.Segments.Blocks.Span[block + 1]; s++)
            {
                var entries = Entries(s);
                var numbers = compact.Slice(Begin(block, s), entries.Length);
                for (int i = 0; i < entries.Length; i++)
                    numbers[i] = values[(int)(entries[i] >> 16)];
            }
        }
    }

    private ReadOnlySpan<uint> Entries(int segment)
    {
        var starts = Rows.Segments.Starts.Span;
        return Rows.Entries.Span[starts[segment]..starts[segment + 1]];
    }

    private int Begin(int block, int segment) => _begins[(block * Rows.Grid.BlockRows) + Rows.Segments.Rows.Span[segment]];

    // By block in the order of rows' lists, the position of its first value.
    private static PinnedArray<int> FirstValues(MatrixGrid grid, Segments columns)
    {
        var first = new PinnedArray<int>(grid.Blocks);
        for (int block = 0; block < grid.Blocks; block++)
            first.Span[grid.Transposed(block)] = columns.Starts.Span[columns.Blocks.Span[block]];
        return first;
    }
}

/// <summary>For the way back: block after block along the rows of blocks, in each the columns with their weights.</summary>
/// <param name="Grid">The blocks.</param>
/// <param name="Segments">A row of these is a column of the block.</param>
/// <param name="Rows">(weights) row within the block · lanes.</param>
internal sealed record ColumnLists(MatrixGrid Grid, Segments Segments, PinnedArray<ushort> Rows);

/// <summary>For the way forward: block after block along the columns of blocks, in each the rows with their weights.</summary>
/// <param name="Grid">The blocks.</param>
/// <param name="Segments">Rows of the block.</param>
/// <param name="Entries">(weights) position of the value within the block · 2¹⁶ + column within the block · lanes.</param>
/// <param name="FirstValues">(blocks) position of the first value of each block.</param>
internal sealed record RowLists(MatrixGrid Grid, Segments Segments, PinnedArray<uint> Entries, PinnedArray<int> FirstValues);
