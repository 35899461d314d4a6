using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// Both gradients of a fully connected layer in one pass over the weights that are left, for one group of images:
/// <c>dx[i] += Σ_o w[o, i] · dy[o]</c> and <c>g[o, i] += ⟨x[i], dy[o]⟩</c>. For a column of a block, x[i] and dx[i] stay in
/// registers; dy of the block stays in the first-level cache. Weights go by fours, whose products are summed together.
/// </summary>
internal unsafe struct FullyConnectedBackward<TSimd, TVector>(ColumnLists lists, float* weights, float* gradient) : ITileKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly ColumnLists _lists = lists;
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
        var grid = _lists.Grid;
        for (int block = 0; block < grid.Blocks; block++)
        {
            var column = grid.FirstColumnOf(block) * lanes;
            var dy = DY + (grid.FirstRow(block) * lanes);
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
        int* columns = _lists.Segments.Rows.Pointer, starts = _lists.Segments.Starts.Pointer, blocks = _lists.Segments.Blocks.Pointer;
        var rows = _lists.Rows.Pointer;
        float* w = _weights, g = _gradient;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile input = default, sum = default;
            input.Load(x, columns[s] * lanes);
            sum.Load(dx, columns[s] * lanes);
            var (k, end) = (starts[s], starts[s + 1]);
            for (; k + 3 < end; k += 4)
            {
                var a = Both(ref sum, ref input, w[k], dy + ((nuint)rows[k] * (nuint)lanes));
                var b = Both(ref sum, ref input, w[k + 1], dy + ((nuint)rows[k + 1] * (nuint)lanes));
                var c = Both(ref sum, ref input, w[k + 2], dy + ((nuint)rows[k + 2] * (nuint)lanes));
                var d = Both(ref sum, ref input, w[k + 3], dy + ((nuint)rows[k + 3] * (nuint)lanes));
                TSimd.AddSums(a, b, c, d, g + k);
            }
            for (; k < end; k++)
                g[k] += TSimd.Sum(Both(ref sum, ref input, w[k], dy + ((nuint)rows[k] * (nuint)lanes)));
            sum.Store(dx, columns[s] * lanes);
        }
    }

    // sum += weight·dy; returns input∘dy, which is yet to be summed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Both<TTile>(ref TTile sum, ref TTile input, float weight, float* dy)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        TVector even = default, odd = default;
        input.AddDotAndProduct(dy, 0, ref even, ref odd, TSimd.Broadcast(weight), ref sum);
        return TSimd.Add(even, odd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Weights<TTile>(int block, float* x, float* dy)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var lanes = TTile.Vectors * TSimd.Width;
        int* columns = _lists.Segments.Rows.Pointer, starts = _lists.Segments.Starts.Pointer, blocks = _lists.Segments.Blocks.Pointer;
        var rows = _lists.Rows.Pointer;
        var g = _gradient;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile input = default;
            input.Load(x, columns[s] * lanes);
            var (k, end) = (starts[s], starts[s + 1]);
            for (; k + 3 < end; k += 4)
            {
                var a = Dot(ref input, dy + ((nuint)rows[k] * (nuint)lanes));
                var b = Dot(ref input, dy + ((nuint)rows[k + 1] * (nuint)lanes));
                var c = Dot(ref input, dy + ((nuint)rows[k + 2] * (nuint)lanes));
                var d = Dot(ref input, dy + ((nuint)rows[k + 3] * (nuint)lanes));
                TSimd.AddSums(a, b, c, d, g + k);
            }
            for (; k < end; k++)
                g[k] += TSimd.Sum(Dot(ref input, dy + ((nuint)rows[k] * (nuint)lanes)));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Dot<TTile>(ref TTile input, float* dy)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        TVector even = default, odd = default;
        input.AddDot(dy, 0, ref even, ref odd);
        return TSimd.Add(even, odd);
    }
}
