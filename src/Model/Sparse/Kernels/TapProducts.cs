using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// The gradient of a convolution's weights and biases, only of those that are left:
/// <c>g[k] += Σ_tile ⟨dy[o, tile], x[tile + offset[k]]⟩</c>, <c>gb[o] += Σ dy[o, tile]</c>. Each
/// vector of dy is loaded once for eight weights, whose products are summed by fours. Where registers are left, a segment's dy
/// stays in them, and two weights that read neighbouring pixels share what they load.
/// </summary>
internal unsafe struct TapProducts<TSimd, TVector>(TapList taps, float* gradient, float* bias) : IPlaneKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly TapSegment* _segments = taps.Segments.Pointer;
    private readonly int* _offsets = taps.Offsets.Pointer;
    private readonly int _count = taps.Count;
    private readonly int _below = taps.Below;
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
        var nextRow = (_below + 1) * plane.XRow;
        for (int row = 0; row < plane.Rows; row++, x += plane.XRow, y += plane.YRow)
        {
            for (int o = 0; o < _biased; o++)
                _bias[o] += Total<TTile>(y + (o * plane.YChannel));
            if (TSimd.IsRoomy)
                AddHeldDots<TTile>(x, y, x + nextRow, plane);
            else
                AddDots<TTile>(x, y, x + nextRow, plane);
        }
    }

    // g += ⟨dy, x[offset]⟩ for one row of tiles; alone, so that all it needs stays in registers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddDots<TTile>(float* x, float* y, float* next, in PlanePair plane)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var due = 0;
        var offset = _offsets;
        var to = _gradient;
        for (TapSegment* segment = _segments, last = _segments + _count; segment < last; segment++)
        {
            Planes<TSimd, TVector>.Ask<TTile>(ref next, ref due, plane, _count);
            TTile.Ask(y + segment[TapList.SegmentsAhead].Offset, 0);
            var dy = y + segment->Offset;
            var end = _offsets + segment->End;
            for (; offset + 7 < end; offset += 8, to += 8)
                AddEight<TTile>(dy, x, offset, to);
            for (; offset + 3 < end; offset += 4, to += 4)
                AddFour<TTile>(dy, x, offset, to);
            for (; offset < end; offset++, to++)
                *to += Dot<TTile>(dy, x + *offset);
        }
    }

    // The same with a segment's dy in registers; what comes before alone are pairs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private readonly void AddHeldDots<TTile>(float* x, float* y, float* next, in PlanePair plane)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var due = 0;
        var offset = _offsets;
        var to = _gradient;
        nint o0 = offset[0], o1 = offset[1], o2 = offset[2], o3 = offset[3]; // see TapList.Ahead
        for (TapSegment* segment = _segments, last = _segments + _count; segment < last; segment++)
        {
            Planes<TSimd, TVector>.Ask<TTile>(ref next, ref due, plane, _count);
            TTile.Ask(y + segment[TapList.SegmentsAhead].Offset, 0);
            Unsafe.SkipInit(out TTile own);
            own.Load(y + segment->Offset, 0);
            for (var alone = _offsets + segment->Alone; offset + 3 < alone; offset += 4, to += 4)
            {
                float* a = x + o0, b = x + o2;
                (o0, o1, o2, o3) = (offset[4], offset[5], offset[6], offset[7]);
                TVector aHere = TSimd.Load(a), bHere = TSimd.Load(b);
                Four<TVector> sums = default;
                own.AddPairedDots(a, b, 0, ref aHere, ref bHere, ref sums);
                TSimd.AddSums(sums.A, sums.B, sums.C, sums.D, to);
            }
            var end = _offsets + segment->End;
            for (; offset + 3 < end; offset += 4, to += 4)
            {
                float* a = x + o0, b = x + o1, c = x + o2, d = x + o3;
                (o0, o1, o2, o3) = (offset[4], offset[5], offset[6], offset[7]);
                Four<TVector> sums = default;
                own.AddDots(a, b, c, d, 0, ref sums);
                TSimd.AddSums(sums.A, sums.B, sums.C, sums.D, to);
            }
            for (; offset < end; offset++, to++)
            {
                var from = x + o0;
                (o0, o1, o2, o3) = (o1, o2, o3, offset[4]);
                *to += TSimd.Sum(own.Dot(from, 0));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddEight<TTile>(float* dy, float* x, int* offset, float* gradient)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        float* xa = x + offset[0], xb = x + offset[1], xc = x + offset[2], xd = x + offset[3];
        float* xe = x + offset[4], xf = x + offset[5], xg = x + offset[6], xh = x + offset[7];
        TVector a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
        for (nint i = 0; i < TTile.Vectors * TSimd.Width; i += TSimd.Width)
        {
            var own = TSimd.Load(dy + i);
            a = TSimd.MultiplyAdd(own, TSimd.Load(xa + i), a);
            b = TSimd.MultiplyAdd(own, TSimd.Load(xb + i), b);
            c = TSimd.MultiplyAdd(own, TSimd.Load(xc + i), c);
            d = TSimd.MultiplyAdd(own, TSimd.Load(xd + i), d);
            e = TSimd.MultiplyAdd(own, TSimd.Load(xe + i), e);
            f = TSimd.MultiplyAdd(own, TSimd.Load(xf + i), f);
            g = TSimd.MultiplyAdd(own, TSimd.Load(xg + i), g);
            h = TSimd.MultiplyAdd(own, TSimd.Load(xh + i), h);
            TSimd.KeepOrder();
        }
        TSimd.AddSums(a, b, c, d, gradient);
        TSimd.AddSums(e, f, g, h, gradient + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour<TTile>(float* dy, float* x, int* offset, float* gradient)
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        float* xa = x + offset[0], xb = x + offset[1], xc = x + offset[2], xd = x + offset[3];
        TVector a = default, b = default, c = default, d = default;
        for (nint i = 0; i < TTile.Vectors * TSimd.Width; i += TSimd.Width)
        {
            var own = TSimd.Load(dy + i);
            a = TSimd.MultiplyAdd(own, TSimd.Load(xa + i), a);
            b = TSimd.MultiplyAdd(own, TSimd.Load(xb + i), b);
            c = TSimd.MultiplyAdd(own, TSimd.Load(xc + i), c);
            d = TSimd.MultiplyAdd(own, TSimd.Load(xd + i), d);
            TSimd.KeepOrder();
        }
        TSimd.AddSums(a, b, c, d, gradient);
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
        return TSimd.Sum(tile.Dot(x, 0));
    }
}
