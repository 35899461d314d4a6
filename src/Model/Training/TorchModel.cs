using System.Runtime.InteropServices;
using FedPrune.Model.Networks;
using static TorchSharp.torch;

namespace FedPrune.Model.Training;

/// <summary>
/// A network executed by libtorch. All its parameters are views of one flat tensor, so that the model <i>is</i> the flat
/// vector: whoever writes into <see cref="Weights"/> changes the model.
/// </summary>
internal sealed class TorchModel : IDisposable
{
    private readonly Network _network;
    private readonly Tensor _flat;
    private readonly Tensor[] _parameters;

    public TorchModel(Network network)
    {
        _network = network;
        set_num_threads(1); // one model trains on one core; several models train side by side
        _flat = zeros([network.Layout.Count]);
        _parameters = [.. network.Layout.Blocks.Select(View)];
    }

    /// <summary>(P) numbers in layout order.</summary>
    public Span<float> Weights => MemoryMarshal.Cast<byte, float>(_flat.bytes);

    /// <summary>Logits (n, classes) of a batch (n, channels, height, width).</summary>
    public Tensor Forward(Tensor batch) => Pass(_network.Nodes, batch);

    /// <summary>The gradient of a loss by every block of parameters, in layout order, each shaped as the block.</summary>
    public IList<Tensor> Gradients(Tensor loss) => autograd.grad([loss], _parameters);

    public void Dispose()
    {
        foreach (var parameter in _parameters)
            parameter.Dispose();
        _flat.Dispose();
    }

    private Tensor View(ParameterBlock block)
    {
        using var slice = _flat.narrow(0, block.Offset, block.Count);
        using var shaped = slice.view([.. block.Shape.Select(dimension => (long)dimension)]);
        var parameter = shaped.detach();
        parameter.requires_grad = true;
        return parameter;
    }

    private Tensor Pass(IEnumerable<Node> nodes, Tensor x)
    {
        foreach (var node in nodes)
            x = Apply(node, x);
        return x;
    }

    private Tensor Apply(Node node, Tensor x) => node.Layer switch
    {
        Conv2d conv => nn.functional.conv2d(x, _parameters[node.Weight], Bias(node), [conv.Stride, conv.Stride], [conv.Padding, conv.Padding]),
        Linear => nn.functional.linear(x, _parameters[node.Weight], Bias(node)),
        ReLU => nn.functional.relu(x),
        MaxPool2d pool => nn.functional.max_pool2d(x, [pool.Size, pool.Size]),
        AvgPool2d pool => nn.functional.avg_pool2d(x, [pool.Size, pool.Size]),
        Flatten => x.flatten(1),
        GroupNorm norm => nn.functional.group_norm(x, norm.Groups, _parameters[node.Weight], Bias(node)),
        Attention attention => TorchAttention.Of(x, attention.Heads),
        Positions => x + _parameters[node.Weight].view(node.Input.Channels, node.Input.Height, node.Input.Width),
        Embedding => TorchAttention.LookedUp(x, _parameters[node.Weight]),
        LastColumn => x.narrow(3, node.Input.Width - 1, 1),
        Residual => Pass(node.Body, x) + Pass(node.Shortcut, x),
        _ => throw new NotSupportedException($"libtorch has no rule for layer {node.Layer.GetType().Name}"),
    };

    private Tensor? Bias(Node node) => node.Bias < 0 ? null : _parameters[node.Bias];
}
