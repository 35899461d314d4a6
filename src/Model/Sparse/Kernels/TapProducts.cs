using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// The gradient of a convolution's weights and biases, only of those that are left:
/// <c>g[k] += Σ_tile ⟨dy[o, tile], x[tile + offset[k]]⟩</c>, <c>gb[o] += Σ dy[o, tile]</c>. Each
/// vector of dy is loaded once for four weights, whose products are summed together.
/// </summary>
internal unsafe struct TapProducts<TSimd, TVector>(TapList taps, float* gradient, float* bias) : IPlaneKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int* _rows = taps.Segments.Rows.Pointer;
    private readonly int* _starts = taps.Segments.Starts.Pointer;
    private readonly int* _offsets = taps.Offsets.Pointer;
    private readonly int _segments = taps.Segments.Count;
    private readonly int _biased = bias is null ? 0 : taps.Outputs;
    private readonly float* _gradient = gradient;
    private readonly float* _bias = bias;

    /// <summary>Top left of the planes: x shifted, y the gradient of the output.</summary>
    public PlanePair Plane { get; set; }

    /// <summary>Adds up a column of tiles, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TTile>()
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var plane = Plane;
        float* x = plane.X, y = plane.Y, g = _gradient;
        var offsets = _offsets;
        for (int row = 0; row < plane.Rows; row++, x += plane.XRow, y += plane.YRow)
        {
            for (int s = 0; s < _segments; s++)
            {
                var (k, end) = (_starts[s], _starts[s + 1]);
                var dy = y + (_rows[s] * plane.YChannel);
                if (s < _biased)
                    _bias[_rows[s]] += Total<TTile>(dy);
                for (; k + 3 < end; k += 4)
                {
                    TVector a = default, b = default, c = default, d = default;
                    TTile.AddDots(dy, x + offsets[k], x + offsets[k + 1], x + offsets[k + 2], x + offsets[k + 3], 0, ref a, ref b, ref c, ref d);
                    TSimd.AddSums(a, b, c, d, g + k);
                }
                for (; k < end; k++)
                    g[k] += Dot<TTile>(dy, x + offsets[k]);
            }
        }
    }

    private static float Total<TTile>(float* dy)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        TTile tile = default;
        tile.Load(dy, 0);
        return TSimd.Sum(tile.Total());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot<TTile>(float* dy, float* x)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        TTile tile = default;
        tile.Load(dy, 0);
        TVector even = default, odd = default;
        tile.AddDot(x, 0, ref even, ref odd);
        return TSimd.Sum(TSimd.Add(even, odd));
    }
}
