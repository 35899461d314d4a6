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
        var first = starts[blocks[block]];
        float* w = _weights + first, g = _gradient + first;
        var row = _lists.Rows.Pointer + first;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile input = default, sum = default;
            input.Load(x, columns[s] * lanes);
            sum.Load(dx, columns[s] * lanes);
            var end = _lists.Rows.Pointer + starts[s + 1];
            for (; row + 3 < end; row += 4, w += 4, g += 4)
            {
                var a = Both(ref sum, ref input, w, dy + row[0]);
                var b = Both(ref sum, ref input, w + 1, dy + row[1]);
                var c = Both(ref sum, ref input, w + 2, dy + row[2]);
                var d = Both(ref sum, ref input, w + 3, dy + row[3]);
                TSimd.AddSums(a, b, c, d, g);
            }
            for (; row < end; row++, w++, g++)
                *g += TSimd.Sum(Both(ref sum, ref input, w, dy + *row));
            sum.Store(dx, columns[s] * lanes);
        }
    }

    // sum += weight·dy; returns input∘dy, which is yet to be summed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Both<TTile>(ref TTile sum, ref TTile input, float* weight, float* dy)
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
        var first = starts[blocks[block]];
        var g = _gradient + first;
        var row = _lists.Rows.Pointer + first;
        for (int s = blocks[block]; s < blocks[block + 1]; s++)
        {
            TTile input = default;
            input.Load(x, columns[s] * lanes);
            var end = _lists.Rows.Pointer + starts[s + 1];
            for (; row + 3 < end; row += 4, g += 4)
            {
                var a = Dot(ref input, dy + row[0]);
                var b = Dot(ref input, dy + row[1]);
                var c = Dot(ref input, dy + row[2]);
                var d = Dot(ref input, dy + row[3]);
                TSimd.AddSums(a, b, c, d, g);
            }
            for (; row < end; row++, g++)
                *g += TSimd.Sum(Dot(ref input, dy + *row));
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
