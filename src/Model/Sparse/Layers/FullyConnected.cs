using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>A fully connected layer between flat maps; see <see cref="FullyConnectedForward{TSimd, TVector}"/>.</summary>
internal sealed unsafe class FullyConnected<TSimd, TVector>(Node node, FeatureMap input, FeatureMap output)
    : SparseLayer(input, output), IPlanned
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly int _inputs = node.Input.Pixels;
    private readonly int _outputs = node.Output.Pixels;
    private FullyConnectedPlan? _plan;
    private float* _weights;
    private float* _gradient;
    private float* _bias;
    private float* _biasGradient;

    public int Weight => node.Weight;

    private int Tile => input.Layout.Lanes / TSimd.Width;

    public LayerPlan Plan(ReadOnlySpan<int> kept, int offset) => new FullyConnectedPlan(_inputs, _outputs, input.Layout.Lanes, kept, offset);

    public override void Use(NetworkPlan plan, ParameterMemory parameters)
    {
        _plan = plan.Layer<FullyConnectedPlan>(node.Weight);
        _weights = parameters.Weights.Pointer + plan.First(node.Weight);
        _gradient = parameters.Gradient.Pointer + plan.First(node.Weight);
        _bias = parameters.Weights.Pointer + plan.First(node.Bias);
        _biasGradient = parameters.Gradient.Pointer + plan.First(node.Bias);
    }

    public override void Forward(Images images)
    {
        var kernel = new FullyConnectedForward<TSimd, TVector>(_plan!, _weights, _bias, _outputs);
        for (int group = images.First / Lanes; group < input.Layout.Groups(images.End); group++)
        {
            kernel.X = input.Value + ((nint)group * input.Layout.GroupStride);
            kernel.Y = output.Value + ((nint)group * output.Layout.GroupStride);
            Tiles<TSimd, TVector>.Run(Tile, ref kernel);
        }
    }

    public override void Backward(Images images)
    {
        var kernel = new FullyConnectedBackward<TSimd, TVector>(_plan!, _weights, _gradient);
        for (int group = images.First / Lanes; group < input.Layout.Groups(images.End); group++)
        {
            kernel.X = input.Value + ((nint)group * input.Layout.GroupStride);
            kernel.DY = output.Gradient + ((nint)group * output.Layout.GroupStride);
            if (input.HasGradient)
            {
                kernel.DX = input.Gradient + ((nint)group * input.Layout.GroupStride);
                new Span<float>(kernel.DX, input.Layout.GroupStride).Clear();
            }
            Tiles<TSimd, TVector>.Run(Tile, ref kernel);
            for (int o = 0; o < _outputs; o++)
                _biasGradient[o] += LaneSum(kernel.DY + ((nint)o * output.Layout.Lanes));
        }
    }

    private float LaneSum(float* feature)
    {
        var sum = TSimd.Load(feature);
        for (int lane = TSimd.Width; lane < output.Layout.Lanes; lane += TSimd.Width)
            sum = TSimd.Add(sum, TSimd.Load(feature + lane));
        return TSimd.Sum(sum);
    }
}
