using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>
/// A matrix of weights, cut into blocks of at most 2¹⁶: a block's values are numbered in 16 bits, however full it is. A row
/// or column of it times the lanes, at most 64, has 16 bits too.
/// </summary>
internal sealed unsafe class MatrixGrid
{
    private const int Ahead = 4; // rows of a block

    private readonly int _columns;
    private readonly int _rows;
    private readonly int _columnBits;
    private readonly int _rowBits;
    private readonly int _lanes;
    private readonly int _across;
    private readonly int _down;

    private MatrixGrid(int columns, int rows, int lanes, int columnBits, int rowBits)
    {
        (_columns, _rows, _lanes, _columnBits, _rowBits) = (columns, rows, lanes, columnBits, rowBits);
        (_across, _down) = (((columns - 1) >> columnBits) + 1, ((rows - 1) >> rowBits) + 1);
    }

    /// <summary>Number of blocks.</summary>
    public int Blocks => _across * _down;

    public int BlockColumns => 1 << _columnBits;

    public int BlockRows => 1 << _rowBits;

    /// <summary>Blocks of 128 columns and 256 rows; wide ones in very sparse layers, whose segments would be too short.</summary>
    public static MatrixGrid For(int columns, int rows, int lanes, double density) =>
        density < 0.12 ? new(columns, rows, lanes, 9, 7) : new(columns, rows, lanes, 7, 8);

    /// <summary>First column of a block counted along columns of blocks.</summary>
    public int FirstColumn(int transposed) => transposed / _down << _columnBits;

    /// <summary>First row of a block counted along columns of blocks.</summary>
    public int FirstRowOfTransposed(int transposed) => transposed % _down << _rowBits;

    /// <summary>First row of a block counted along rows of blocks.</summary>
    public int FirstRow(int block) => block / _across << _rowBits;

    /// <summary>First column of a block counted along rows of blocks.</summary>
    public int FirstColumnOf(int block) => block % _across << _columnBits;

    /// <summary>A block's number along columns of blocks, given that along rows of blocks.</summary>
    public int Transposed(int block) => (block % _across * _down) + (block / _across);

    /// <summary>Counts the weights of each column and of each row of each block.</summary>
    /// <param name="kept">Ascending indices, <paramref name="offset"/> more than into (row, column).</param>
    /// <param name="offset">Index of the matrix's first weight.</param>
    /// <param name="columnCounts">By block along rows of blocks and column in it; zero at first.</param>
    /// <param name="rowCounts">By block along columns of blocks and row in it; zero at first.</param>
    /// <returns>Laid out as <paramref name="rowCounts"/>, where each row of a block begins among the kept.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int[] Count(ReadOnlySpan<int> kept, int offset, Span<int> columnCounts, Span<int> rowCounts)
    {
        var begins = new int[rowCounts.Length];
        fixed (int* of = kept, counts = columnCounts)
        {
            for (int k = 0, row = 0; row < _rows; row++)
            {
                for (int across = 0; across < _across; across++)
                {
                    var key = RowKey(row, across);
                    begins[key] = k;
                    rowCounts[key] = Count(
                        of + k, of + kept.Length, offset + Begin(row, across), offset + End(row, across), counts + (Block(row, across) << _columnBits));
                    k += rowCounts[key];
                }
            }
        }
        return begins;
    }

    /// <summary>Puts each weight where its column and its row have room for it, block by block, so that caches suffice.</summary>
    /// <param name="kept">As for <see cref="Count(ReadOnlySpan{int}, int, Span{int}, Span{int})"/>.</param>
    /// <param name="offset">Likewise.</param>
    /// <param name="begins">What that returned.</param>
    /// <param name="columnPlaces">Laid out as the counts: the next free place, used up.</param>
    /// <param name="rowPlaces">Likewise, left alone.</param>
    /// <param name="firsts">By block along columns of blocks, the first place of its columns.</param>
    /// <param name="rowsOfColumns">By place among the columns, the row within the block · lanes, written.</param>
    /// <param name="entries">By place among the rows, what <see cref="RowLists.Entries"/> says, written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Place(
        ReadOnlySpan<int> kept, int offset, ReadOnlySpan<int> begins, Span<int> columnPlaces, ReadOnlySpan<int> rowPlaces,
        ReadOnlySpan<int> firsts, Span<ushort> rowsOfColumns, Span<uint> entries)
    {
        fixed (int* of = kept, places = columnPlaces)
        fixed (ushort* rows = rowsOfColumns)
        fixed (uint* next = entries)
        {
            for (int block = 0; block < Blocks; block++)
            {
                var (across, top, first) = (block % _across, FirstRow(block), firsts[Transposed(block)]);
                var bottom = Math.Min(top + BlockRows, _rows);
                var free = (uint*)places + (block << _columnBits);
                for (int column = 0; column < BlockColumns; column++)
                    free[column] = ((free[column] - (uint)first) << 16) + (uint)(column * _lanes);
                for (int row = top; row < bottom; row++)
                {
                    var key = RowKey(row, across);
                    if (row + Ahead < bottom)
                        Ask(of + begins[key + Ahead], next + rowPlaces[key + Ahead]);
                    Place(
                        of + begins[key], Following(begins, row, across, kept.Length) - begins[key], free - (offset + Begin(row, across)), next + rowPlaces[key],
                        rows + first, (ushort)((row - top) * _lanes));
                }
            }
        }
    }

    // One row of a block, alone so that all it needs stays in registers; returns its weights.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static int Count(int* of, int* stop, int begin, int end, int* counts)
    {
        counts -= begin;
        var k = of;
        for (; k < stop && *k < end; k++)
            counts[(uint)*k]++;
        return (int)(k - of);
    }

    // Likewise: the next entry of each column is kept ready, its place in the upper half.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Place(int* of, nint count, uint* ready, uint* entries, ushort* rows, ushort row)
    {
        for (nint k = 0; k < count; k++)
        {
            var column = (nuint)(uint)of[k];
            var entry = ready[column];
            ready[column] = entry + (1 << 16);
            entries[k] = entry;
            rows[entry >> 16] = row;
        }
    }

    // Rows of a block lie far apart: asks for what a later one reads and writes.
    private static void Ask(int* of, uint* entry)
    {
        const int Weights = 32; // about as many as a row of a block has
        Prefetching.Ask(of, Weights);
        Prefetching.Ask(entry, Weights);
    }

    // Where the row of the next block begins among the kept, or else the next row.
    private int Following(ReadOnlySpan<int> begins, int row, int across, int all)
    {
        if (++across == _across)
            (row, across) = (row + 1, 0);
        return row < _rows ? begins[RowKey(row, across)] : all;
    }

    // A block's number along rows of blocks.
    private int Block(int row, int across) => ((row >> _rowBits) * _across) + across;

    private int RowKey(int row, int across) => (((across * _down) + (row >> _rowBits)) << _rowBits) | (row & (BlockRows - 1));

    // Where a block begins and ends in a row, as an index into (row, column).
    private int Begin(int row, int across) => (row * _columns) + (across << _columnBits);

    private int End(int row, int across) => (row * _columns) + Math.Min(_columns, (across + 1) << _columnBits);
}
