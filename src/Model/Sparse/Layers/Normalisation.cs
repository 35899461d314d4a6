using FedPrune.Model.Networks;
using FedPrune.Model.Sparse.Kernels;
using FedPrune.Model.Sparse.Memory;
using FedPrune.Model.Sparse.Plans;
using FedPrune.Model.Sparse.Vectors;

namespace FedPrune.Model.Sparse.Layers;

/// <summary>
/// Group normalisation and what follows it at once: the end of a residual block, a ReLU; see
/// <see cref="GroupNormalisation{TSimd, TVector}"/>.
/// </summary>
internal sealed unsafe class Normalisation<TSimd, TVector> : SparseLayer
    where TSimd : struct, ISimd<TVector>
    where TVector : unmanaged
{
    private readonly Node _node;
    private readonly FeatureMap _input;
    private readonly FeatureMap _output;
    private readonly FeatureMap? _addend;
    private readonly bool _rectify;
    private readonly int _groups;
    private readonly PinnedArray<float> _moments; // (vectors of images, groups, mean and 1/deviation)
    private float* _scale;
    private float* _shift;
    private float* _scaleGradient;
    private float* _shiftGradient;

    /// <summary>A normalisation.</summary>
    /// <param name="node">The layer.</param>
    /// <param name="input">Its input, where the input's gradient goes too.</param>
    /// <param name="output">Its output.</param>
    /// <param name="addend">What is added to that, of the same layout and with the same memory for gradients; null for nothing.</param>
    /// <param name="rectify">Whether a ReLU follows.</param>
    /// <param name="images">Most images of a batch.</param>
    public Normalisation(Node node, FeatureMap input, FeatureMap output, FeatureMap? addend, bool rectify, int images)
        : base(input, output)
    {
        (_node, _input, _output, _addend, _rectify) = (node, input, output, addend, rectify);
        _groups = ((GroupNorm)node.Layer).Groups;
        _moments = new PinnedArray<float>(images / TSimd.Width * _groups * 2 * TSimd.Width);
    }

    private int Channels => _input.Layout.Shape.Channels / _groups;

    public override void Use(NetworkPlan plan, ParameterMemory parameters)
    {
        _scale = parameters.Weights.Pointer + plan.First(_node.Weight);
        _shift = parameters.Weights.Pointer + plan.First(_node.Bias);
        _scaleGradient = parameters.Gradient.Pointer + plan.First(_node.Weight);
        _shiftGradient = parameters.Gradient.Pointer + plan.First(_node.Bias);
    }

    public override void Forward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
        {
            for (int group = 0; group < _groups; group++)
            {
                var channel = group * Channels;
                GroupNormalisation<TSimd, TVector>.Forward(
                    Part(_input.Value, _input.Layout, v, channel), Part(_output.Value, _output.Layout, v, channel),
                    _scale + channel, _shift + channel, Moments(v, group),
                    _addend is null ? null : Part(_addend.Value, _addend.Layout, v, channel).Start, _rectify);
            }
        }
    }

    public override void Backward(Images images)
    {
        for (var (v, end) = Vectors(images, TSimd.Width); v < end; v++)
        {
            for (int group = 0; group < _groups; group++)
            {
                var channel = group * Channels;
                GroupNormalisation<TSimd, TVector>.Backward(
                    Part(_input.Value, _input.Layout, v, channel), _addend is null ? null : Part(_output.Value, _output.Layout, v, channel).Start,
                    Part(_output.Gradient, _output.Layout, v, channel), Part(_input.Gradient, _input.Layout, v, channel),
                    _rectify, _scale + channel, _shift + channel, _scaleGradient + channel, _shiftGradient + channel, Moments(v, group));
            }
        }
    }

    private ImageVector Part(float* map, FeatureLayout layout, int vector, int channel) =>
        new(map, layout, vector, TSimd.Width, channel, Channels);

    private float* Moments(int vector, int group) => _moments.Pointer + (((vector * _groups) + group) * 2 * TSimd.Width);
}
