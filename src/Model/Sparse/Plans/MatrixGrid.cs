using System.Runtime.CompilerServices;

namespace FedPrune.Model.Sparse.Plans;

/// <summary>A weight's place: the segments it belongs to, both ways.</summary>
/// <param name="ColumnKey">Block along rows of blocks · columns of a block + column.</param>
/// <param name="RowKey">Block along columns of blocks · rows of a block + row.</param>
internal readonly record struct MatrixPlace(int ColumnKey, int RowKey);

/// <summary>A matrix of weights, cut into blocks of at most 2¹⁶: a block's values are numbered in 16 bits, however full it is.</summary>
internal sealed class MatrixGrid
{
    private readonly int _columns;
    private readonly int _columnBits;
    private readonly int _rowBits;
    private readonly int _across;
    private readonly int _down;

    private MatrixGrid(int columns, int rows, int columnBits, int rowBits)
    {
        (_columns, _columnBits, _rowBits) = (columns, columnBits, rowBits);
        (_across, _down) = (((columns - 1) >> columnBits) + 1, ((rows - 1) >> rowBits) + 1);
    }

    /// <summary>Number of blocks.</summary>
    public int Blocks => _across * _down;

    public int BlockColumns => 1 << _columnBits;

    public int BlockRows => 1 << _rowBits;

    /// <summary>Blocks of 128 columns and 256 rows; wide ones in very sparse layers, whose segments would be too short.</summary>
    public static MatrixGrid For(int columns, int rows, double density) =>
        density < 0.03 ? new(columns, rows, 9, 7) : new(columns, rows, 7, 8);

    public int RowInBlock(int rowKey) => rowKey & (BlockRows - 1);

    public int ColumnInBlock(int columnKey) => columnKey & (BlockColumns - 1);

    /// <summary>The block, counted along columns of blocks, of a row's key.</summary>
    public int BlockOfRow(int rowKey) => rowKey >> _rowBits;

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

    /// <summary>Finds the place of each weight.</summary>
    /// <param name="kept">Ascending indices into (row, column).</param>
    /// <param name="places">As many, written.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Locate(ReadOnlySpan<int> kept, Span<MatrixPlace> places)
    {
        var (row, rowStart) = (0, 0);
        for (int k = 0; k < kept.Length; k++)
        {
            while (kept[k] - rowStart >= _columns)
                (row, rowStart) = (row + 1, rowStart + _columns);
            var column = kept[k] - rowStart;
            var (down, across) = (row >> _rowBits, column >> _columnBits);
            places[k] = new MatrixPlace(
                (((down * _across) + across) << _columnBits) | (column & (BlockColumns - 1)),
                (((across * _down) + down) << _rowBits) | (row & (BlockRows - 1)));
        }
    }
}
