using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// <c>y[o] = bias[o] + Σ_i w[o, i] · x[i]</c> over the weights that are left, for one group of images; x (inputs, lanes),
/// y (outputs, lanes), a tile being all lanes of a feature. In a block the inputs stay in the first-level cache, and the
/// output in registers for a row of it.
/// </summary>
internal unsafe struct FullyConnectedForward<TSimd, TVector>(RowLists lists, float* weights, float* bias, int outputs) : ITileKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly RowLists _lists = lists;
    private readonly float* _weights = weights;
    private readonly float* _bias = bias;

    public float* X { get; set; }

    public float* Y { get; set; }

    public readonly void Run<TTile>()
        where TTile : unmanaged, ITile<TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        for (int o = 0; o < outputs; o++)
        {
            TTile start = default;
            start.Fill(TSimd.Broadcast(_bias[o]));
            start.Store(Y, o * lanes);
        }
        var grid = _lists.Grid;
        for (int block = 0; block < grid.Blocks; block++)
        {
            Block<TTile>(
                block, _weights + _lists.FirstValues.Pointer[block],
                X + (grid.FirstColumn(block) * (nint)lanes), Y + (grid.FirstRowOfTransposed(block) * (nint)lanes));
        }
    }

    // Inputs and outputs of the block alone.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Block<TTile>(int block, float* weights, float* x, float* y)
        where TTile : unmanaged, ITile<TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        int* rows = _lists.Segments.Rows.Pointer, starts = _lists.Segments.Starts.Pointer, blocks = _lists.Segments.Blocks.Pointer;
        var entries = _lists.Entries.Pointer;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile sum = default;
            var to = y + (rows[s] * lanes);
            sum.Load(to, 0);
            uint* entry = entries + starts[s], end = entries + starts[s + 1];
            for (; entry < end; entry++)
                sum.AddProduct(TSimd.Broadcast(weights[*entry >> 16]), x + ((nuint)(ushort)*entry * (nuint)lanes), 0);
            sum.Store(to, 0);
        }
    }
}
