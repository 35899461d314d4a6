using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// <c>y[o] = bias[o] + Σ_i w[o, i] · x[i]</c> over the weights that are left, for one group of images; x (inputs, lanes),
/// y (outputs, lanes), a tile being all lanes of a feature. In a block the inputs stay in the first-level cache, and the
/// output in registers for a row of it.
/// </summary>
internal unsafe struct FullyConnectedForward<TSimd, TVector>(FullyConnectedPlan plan, float* weights, float* bias, int outputs) : ITileKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly FullyConnectedPlan _plan = plan;
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
        for (int block = 0; block < _plan.Blocks; block++)
            Block<TTile>(block, X + (_plan.FirstColumn(block) * (nint)lanes), Y + (_plan.FirstRow(block) * (nint)lanes));
    }

    // Inputs and outputs of the block alone.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Block<TTile>(int block, float* x, float* y)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        int* rows = _plan.Segments.Rows.Pointer, starts = _plan.Segments.Starts.Pointer, blocks = _plan.Segments.Blocks.Pointer;
        var first = starts[blocks[block]];
        var w = _weights + first;
        var column = _plan.Columns.Pointer + first;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile sum = default, other = default; // two chains of additions, to hide their latency
            var to = y + (rows[s] * lanes);
            sum.Load(to, 0);
            var end = _plan.Columns.Pointer + starts[s + 1];
            for (; column + 1 < end; column += 2, w += 2)
            {
                sum.AddProduct(TSimd.Broadcast(w), x + column[0], 0);
                other.AddProduct(TSimd.Broadcast(w + 1), x + column[1], 0);
            }
            if (column < end)
                sum.AddProduct(TSimd.Broadcast(w++), x + *column++, 0);
            sum.Add(ref other);
            sum.Store(to, 0);
        }
    }
}
