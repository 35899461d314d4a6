using System.Runtime.CompilerServices;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Kernels;

/// <summary>
/// A convolution, forward or back to its input, on the weights that are left:
/// <c>y[o, tile] = bias[o] + Σ_k w[k] · x[tile + offset[k]]</c> over the weights k of output channel o. A tile is up to 14
/// vectors of neighbouring pixels in one row; they stay in registers for a segment of weights, so that each weight costs
/// one broadcast and as many fused multiplications and additions as the tile has vectors. Where registers are left, two
/// weights that read neighbouring pixels share what they load.
/// </summary>
internal unsafe struct TapSums<TSimd, TVector>(TapList taps, float* weights, float* bias, bool fresh) : IPlaneKernel<TVector>
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly TapSegment* _segments = taps.Segments.Pointer;
    private readonly int* _offsets = taps.Offsets.Pointer;
    private readonly int _count = taps.Count;
    private readonly int _below = taps.Below;
    private readonly int _fresh = fresh ? taps.Outputs : 0; // so many segments begin a sum, the others go on with one
    private readonly float* _weights = weights;
    private readonly float* _bias = bias;
    private float* _x; // tile in channel 0 of the row that is computed

    /// <summary>Top left of the plane of input and output.</summary>
    public PlanePair Plane { get; set; }

    /// <summary>Computes a column of tiles, row by row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TTile>()
        where TTile : unmanaged, ITile<TTile, TVector>
    {
        var plane = Plane;
        var y = plane.Y;
        _x = plane.X;
        var nextRow = (_below + 1) * plane.XRow;
        for (int row = 0; row < plane.Rows; row++, _x += plane.XRow, y += plane.YRow)
        {
            nint k = 0;
            nint o0 = _offsets[0], o1 = _offsets[1], o2 = _offsets[2], o3 = _offsets[3]; // of weight k and those behind it, see TapList.Ahead
            var next = _x + nextRow;
            var due = 0;
            TapSegment* begun = _segments + _fresh, last = _segments + _count;
            for (var segment = _segments; segment < last; segment++)
            {
                Planes<TSimd, TVector>.Ask<TTile>(ref next, ref due, plane, _count);
                TTile.Ask(y + segment[TapList.SegmentsAhead].Offset, 0);
                Unsafe.SkipInit(out TTile sum); // loaded or filled below: to clear it first would cost a move for each vector
                var to = y + segment->Offset;
                if (segment >= begun)
                    sum.Load(to, 0);
                else
                    sum.Fill(_bias is null ? default : TSimd.Broadcast(_bias[segment->Output]));
                float* x = _x, w = _weights; // taken anew each time: what only the loops below need has their registers
                var offsets = _offsets;
                if (TSimd.IsRoomy)
                {
                    for (nint end = segment->Alone; k < end; k += 2)
                    {
                        var from = x + o0;
                        (o0, o1, o2, o3) = (o2, o3, offsets[k + TapList.Ahead], offsets[k + TapList.Ahead + 1]);
                        var here = TSimd.Load(from);
                        sum.AddProducts(TSimd.Broadcast(w + k), TSimd.Broadcast(w + k + 1), from, 0, ref here);
                    }
                }
                for (nint end = segment->End; k < end; k++)
                {
                    var from = x + o0;
                    (o0, o1, o2, o3) = (o1, o2, o3, offsets[k + TapList.Ahead]);
                    sum.AddProduct(TSimd.Broadcast(w + k), from, 0);
                }
                sum.Store(to, 0);
            }
        }
    }
}
