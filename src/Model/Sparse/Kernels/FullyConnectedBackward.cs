using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// Both gradients of a fully connected layer in one pass over the weights that are left, for one group of images:
/// <c>dx[i] += Σ_o w[o, i] · dy[o]</c> and <c>g[o, i] += ⟨x[i], dy[o]⟩</c>. For a row of a block, dy[o] stays in registers;
/// x and dx of the block stay in the first-level cache. Weights go by fours, whose products are summed together.
/// </summary>
internal unsafe struct FullyConnectedBackward<TSimd, TVector>(FullyConnectedPlan plan, float* weights, float* gradient) : ITileKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly FullyConnectedPlan _plan = plan;
    private readonly float* _weights = weights;
    private readonly float* _gradient = gradient;

    public float* X { get; set; }

    public float* DY { get; set; }

    /// <summary>Null where the input's gradient is not asked for; else zero at first.</summary>
    public float* DX { get; set; }

    public readonly void Run<TTile>()
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var lanes = (nint)TTile.Vectors * TSimd.Width;
        for (int block = 0; block < _plan.Blocks; block++)
        {
            var column = _plan.FirstColumn(block) * lanes;
            var dy = DY + (_plan.FirstRow(block) * lanes);
            if (DX is null)
                Weights<TTile>(block, X + column, dy);
            else
                Both<TTile>(block, X + column, dy, DX + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Both<TTile>(int block, float* x, float* dy, float* dx)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        int* rows = _plan.Segments.Rows.Pointer, starts = _plan.Segments.Starts.Pointer, blocks = _plan.Segments.Blocks.Pointer;
        var first = starts[blocks[block]];
        float* w = _weights + first, g = _gradient + first;
        var column = _plan.Columns.Pointer + first;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile slope = default;
            slope.Load(dy, rows[s] * lanes);
            var end = _plan.Columns.Pointer + starts[s + 1];
            for (; column + 3 < end; column += 4, w += 4, g += 4)
            {
                var a = Both(ref slope, w, x, dx, column[0]);
                var b = Both(ref slope, w + 1, x, dx, column[1]);
                var c = Both(ref slope, w + 2, x, dx, column[2]);
                var d = Both(ref slope, w + 3, x, dx, column[3]);
                TSimd.AddSums(a, b, c, d, g);
            }
            for (; column < end; column++, w++, g++)
                *g += TSimd.Sum(Both(ref slope, w, x, dx, *column));
        }
    }

    // dx += weight·dy; returns x∘dy, which is yet to be summed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Both<TTile>(ref TTile slope, float* weight, float* x, float* dx, nint at)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        slope.AddProductTo(dx + at, 0, TSimd.Broadcast(weight));
        return slope.Dot(x + at, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Weights<TTile>(int block, float* x, float* dy)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        int* rows = _plan.Segments.Rows.Pointer, starts = _plan.Segments.Starts.Pointer, blocks = _plan.Segments.Blocks.Pointer;
        var first = starts[blocks[block]];
        var g = _gradient + first;
        var column = _plan.Columns.Pointer + first;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile slope = default;
            slope.Load(dy, rows[s] * lanes);
            var end = _plan.Columns.Pointer + starts[s + 1];
            for (; column + 3 < end; column += 4, g += 4)
            {
                var a = slope.Dot(x + column[0], 0);
                var b = slope.Dot(x + column[1], 0);
                var c = slope.Dot(x + column[2], 0);
                var d = slope.Dot(x + column[3], 0);
                TSimd.AddSums(a, b, c, d, g);
            }
            for (; column < end; column++, g++)
                *g += TSimd.Sum(slope.Dot(x + *column, 0));
        }
    }
}
