using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// Both gradients of a fully connected layer in one pass over the weights that are left, for one group of images:
/// <c>dx[i] += Σ_o w[o, i] · dy[o]</c> and <c>g[o, i] += ⟨x[i], dy[o]⟩</c>. For a column of a block, x[i] and dx[i] stay in
/// registers; dy of the block stays in the first-level cache.
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
        where TTile : unmanaged, ITile<TVector>
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
        where TTile : unmanaged, ITile<TVector>
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
            for (; k < end; k++)
            {
                var from = dy + ((nuint)rows[k] * (nuint)lanes);
                TVector even = default, odd = default;
                sum.AddProduct(TSimd.Broadcast(w[k]), from, 0);
                input.AddDot(from, 0, ref even, ref odd);
                g[k] = TSimd.Sum(TSimd.Add(even, odd)) + g[k];
            }
            sum.Store(dx, columns[s] * lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Weights<TTile>(int block, float* x, float* dy)
        where TTile : unmanaged, ITile<TVector>
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
            for (; k < end; k++)
            {
                TVector even = default, odd = default;
                input.AddDot(dy + ((nuint)rows[k] * (nuint)lanes), 0, ref even, ref odd);
                g[k] = TSimd.Sum(TSimd.Add(even, odd)) + g[k];
            }
        }
    }
}
