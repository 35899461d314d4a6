using TorchSharp;
using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

public sealed class AutogradTests
{
    [TorchFact]
    public void Gradients_are_those_computed_by_hand()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new float[] { 1, -2, 3 }).requires_grad_();
        var y = from_array(new float[] { 4, 5, 6 }).requires_grad_();
        var loss = ((x * x * y) + x.relu()).sum();

        var grads = autograd.grad([loss], [x, y]);

        Assert.Equal([9f, -20f, 37f], grads[0].Floats()); // 2xy + [x > 0]
        Assert.Equal([1f, 4f, 9f], grads[1].Floats());    // x²
        Assert.Null(x.grad);
    }

    [TorchFact]
    public void Backward_gathers_gradients_until_they_are_cleared()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new float[] { 1, 2 }).requires_grad_();
        (x * 3).sum().backward();
        (x * 4).sum().backward();
        Assert.Equal([7f, 7f], x.grad!.Floats());

        x.grad = null;
        Assert.Null(x.grad);
    }

    [TorchFact]
    public void A_graph_serves_twice_only_when_retained()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new float[] { 1, 2 }).requires_grad_();
        var loss = (x * x).sum();
        Assert.Equal([2f, 4f], autograd.grad([loss], [x], retain_graph: true)[0].Floats());
        Assert.Equal([2f, 4f], autograd.grad([loss], [x])[0].Floats());
        Assert.Throws<System.Runtime.InteropServices.ExternalException>(() => autograd.grad([loss], [x]));
    }

    [TorchFact]
    public void Gradients_flow_back_from_given_outer_gradients()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new float[] { 1, 2, 3 }).requires_grad_();
        var outer = from_array(new float[] { 1, 10, 100 });
        Assert.Equal([2f, 40f, 600f], autograd.grad([x * x], [x], [outer])[0].Floats());
    }

    [TorchFact]
    public void No_grad_records_nothing_and_ends_with_its_block()
    {
        using var scope = NewDisposeScope();
        var x = zeros([2], requires_grad: true);
        using (no_grad())
        {
            Assert.False((x + 1).requires_grad);
            x.add_(1);
        }

        Assert.True((x + 1).requires_grad);
        Assert.Equal(2f, x.sum().ToSingle());
    }

    [TorchFact]
    public void A_detached_view_of_a_parameter_is_updated_without_a_trace()
    {
        using var scope = NewDisposeScope();
        var flat = zeros(4);
        var parameter = flat.narrow(0, 1, 2).detach().requires_grad_();
        Assert.True(parameter.is_leaf);

        var grad = autograd.grad([(parameter * 3).sum()], [parameter])[0];
        parameter.detach().sub_(grad * 0.5);

        Assert.Equal([0f, -1.5f, -1.5f, 0f], flat.Floats());
        Assert.True(parameter.requires_grad);
    }

    [TorchFact]
    public void Gradients_of_every_layer_agree_with_finite_differences()
    {
        using var scope = NewDisposeScope();
        double[][] data = [.. Sizes.Select((size, seed) => Array.ConvertAll(Values.Of(size, seed), value => (double)value))];
        Tensor[] parameters = [.. data.Select(values => from_array(values).requires_grad_())];
        var grads = autograd.grad([Loss(parameters)], parameters);

        const double Step = 1e-6;
        for (int p = 0; p < data.Length; p++)
        {
            using var inner = NewDisposeScope();
            var grad = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(grads[p].contiguous().bytes).ToArray();
            for (int i = 0; i < grad.Length; i += 1 + (grad.Length / 25))
            {
                double at = data[p][i];
                data[p][i] = at + Step;
                double above = Loss(parameters).item<double>();
                data[p][i] = at - Step;
                double below = Loss(parameters).item<double>();
                data[p][i] = at;
                Assert.Equal((above - below) / (2 * Step), grad[i], 1e-6);
            }
        }
    }

    // Input (2, 4, 6, 6), convolution (6, 4, 3, 3), scale and shift of the norm (6), linear layer (3, 6 · 2 · 2).
    private static readonly int[] Sizes = [288, 216, 6, 6, 72];

    private static Tensor Loss(Tensor[] p)
    {
        var h = nn.functional.conv2d(p[0].view(2, 4, 6, 6), p[1].view(6, 4, 3, 3), padding: [1, 1]);
        h = nn.functional.group_norm(h, 2, p[2], p[3]);
        h = nn.functional.max_pool2d(nn.functional.relu(h), 2);
        h = nn.functional.avg_pool2d(h, 2, 1);
        var scores = nn.functional.linear(h.flatten(1), p[4].view(3, 24));
        return nn.functional.cross_entropy(scores, from_array(new long[] { 2, 0 }));
    }
}
