using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// The gradient of a convolution's weights and biases, only of those that are left:
/// <c>g[k] += Σ_tile ⟨dy[o, tile], x[tile + offset[k]]⟩</c>, <c>gb[o] += Σ dy[o, tile]</c>. The tile of dy stays in
/// registers for a segment of weights.
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
        float* x = plane.X, y = plane.Y;
        for (int row = 0; row < plane.Rows; row++, x += plane.XRow, y += plane.YRow)
        {
            for (int s = 0; s < _segments; s++)
            {
                var (k, end) = (_starts[s], _starts[s + 1]);
                TTile dy = default;
                dy.Load(y + (_rows[s] * plane.YChannel), 0);
                if (s < _biased)
                    _bias[_rows[s]] += TSimd.Sum(dy.Total());
                for (; k < end; k++)
                {
                    TVector even = default, odd = default;
                    dy.AddDot(x + _offsets[k], 0, ref even, ref odd);
                    _gradient[k] = TSimd.Sum(TSimd.Add(even, odd)) + _gradient[k];
                }
            }
        }
    }
}
