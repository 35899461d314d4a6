using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>A convolution on an input that is already split into phases; see <see cref="TapSums{TSimd, TVector}"/>.</summary>
/// <param name="node">The layer.</param>
/// <param name="geometry">How it reads.</param>
/// <param name="input">Its input; as many lanes as the output.</param>
/// <param name="output">Its output.</param>
/// <param name="addsGradient">Whether another layer writes the input's gradient first.</param>
internal sealed unsafe class Convolution<TSimd, TVector>(
    Node node, ConvolutionGeometry geometry, FeatureMap input, FeatureMap output, bool addsGradient)
    : SparseLayer(input, output), IPlanned
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private ConvolutionPlan? _plan;
    private PinnedArray<float> _reversed = new(0); // weights in the order of the way back
    private float* _weights;
    private float* _gradient;
    private float* _bias;
    private float* _biasGradient;

    public int Weight => node.Weight;

    public LayerPlan Plan(ReadOnlySpan<int> kept, int offset) =>
        ConvolutionPlan.Build(
            geometry, input.Layout, output.Layout, kept, offset, input.HasGradient,
            new Tiling(Tiles<TSimd, TVector>.Most * TSimd.Width, Pairs: TSimd.IsRoomy && input.Layout.Lanes == TSimd.Width));

    public override void Use(NetworkPlan plan, ParameterMemory parameters)
    {
        _plan = plan.Layer<ConvolutionPlan>(node.Weight);
        _weights = parameters.Weights.Pointer + plan.First(node.Weight);
        _gradient = parameters.Gradient.Pointer + plan.First(node.Weight);
        _bias = node.Bias < 0 ? null : parameters.Weights.Pointer + plan.First(node.Bias);
        _biasGradient = node.Bias < 0 ? null : parameters.Gradient.Pointer + plan.First(node.Bias);
        if (_plan.Sources is { } sources && _reversed.Length < sources.Length)
            _reversed = new PinnedArray<float>(sources.Length);
    }

    public override void Forward(Images images)
    {
        var sums = new TapSums<TSimd, TVector>(_plan!.Forward, _weights, _bias, fresh: true);
        Planes<TSimd, TVector>.Sweep(ref sums, input.Layout, input.Value, output.Layout, output.Value, images);
    }

    public override void Backward(Images images)
    {
        var products = new TapProducts<TSimd, TVector>(_plan!.Forward, _gradient, _biasGradient);
        Planes<TSimd, TVector>.Sweep(ref products, input.Layout, input.Value, output.Layout, output.Gradient, images);
        if (_plan.Backward is not { } taps)
            return;
        if (images.First == 0)
            Gathering.Gather(_weights, _plan.Sources!.Pointer, _reversed.Pointer, taps.Weights);
        var sums = new TapSums<TSimd, TVector>(taps, _reversed.Pointer, null, fresh: !addsGradient);
        Planes<TSimd, TVector>.Sweep(ref sums, output.Layout, output.Gradient, input.Layout, input.Gradient, images);
    }
}
