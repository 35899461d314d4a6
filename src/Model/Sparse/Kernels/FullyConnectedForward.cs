using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Memory;
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
        where TTile : unmanaged, ITile<TTile, TVector>
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
            if (block + 1 < grid.Blocks)
                Prefetch(block + 1);
            Block<TTile>(
                block, _weights + _lists.FirstValues.Pointer[block],
                X + (grid.FirstColumn(block) * (nint)lanes), Y + (grid.FirstRowOfTransposed(block) * (nint)lanes));
        }
    }

    // The values of a block are met in no order that the processor could foresee.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Prefetch(int block)
    {
        int* starts = _lists.Segments.Starts.Pointer, blocks = _lists.Segments.Blocks.Pointer;
        var values = _weights + _lists.FirstValues.Pointer[block];
        Prefetching.Ask(values, starts[blocks[block + 1]] - starts[blocks[block]]);
    }

    // Inputs and outputs of the block alone.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Block<TTile>(int block, float* weights, float* x, float* y)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        int* rows = _lists.Segments.Rows.Pointer, starts = _lists.Segments.Starts.Pointer, blocks = _lists.Segments.Blocks.Pointer;
        var entries = _lists.Entries.Pointer;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile sum = default, other = default; // two chains of additions, to hide their latency
            var to = y + (rows[s] * lanes);
            sum.Load(to, 0);
            uint* entry = entries + starts[s], end = entries + starts[s + 1];
            for (; entry + 1 < end; entry += 2)
            {
                uint first = entry[0], second = entry[1];
                sum.AddProduct(TSimd.Broadcast(weights + (first >> 16)), x + (ushort)first, 0);
                other.AddProduct(TSimd.Broadcast(weights + (second >> 16)), x + (ushort)second, 0);
            }
            if (entry < end)
            {
                var last = *entry;
                sum.AddProduct(TSimd.Broadcast(weights + (last >> 16)), x + (ushort)last, 0);
            }
            sum.Add(ref other);
            sum.Store(to, 0);
        }
    }
}
