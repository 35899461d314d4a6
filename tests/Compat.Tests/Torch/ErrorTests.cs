using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

public sealed class ErrorTests
{
    [TorchFact]
    public void A_failure_carries_libtorchs_message()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => zeros(2) + zeros(3));
        Assert.Contains("size of tensor a (2) must match the size of tensor b (3)", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ExternalException>(() => zeros(2, 3).view(5));
        Assert.Contains("invalid for input of size 6", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ExternalException>(() => zeros(2).backward());
        Assert.Contains("does not require grad", error.Message, StringComparison.Ordinal);

        error = Assert.Throws<ExternalException>(() => nn.functional.linear(zeros(2, 3), zeros(4, 5)));
        Assert.Contains("shapes cannot be multiplied", error.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void After_a_failure_the_next_call_works()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => zeros(2).add_(zeros(3)));
        Assert.Equal(2f, (zeros(2) + 1).sum().item<float>());
    }

    [TorchFact]
    public void A_leaf_that_requires_grad_is_not_changed_in_place()
    {
        using var leaf = zeros([2], requires_grad: true);
        var error = Assert.Throws<ExternalException>(() => leaf.add_(1));
        Assert.Contains("leaf Variable that requires grad", error.Message, StringComparison.Ordinal);
    }

    [TorchFact]
    public void A_buffer_must_lie_inside_its_array()
    {
        float[] array = [1, 2, 3];
        Assert.Throws<ArgumentException>(() => frombuffer(array, float32, offset: 3));
        Assert.Throws<IndexOutOfRangeException>(() => frombuffer(array, float32, count: 3, offset: 1));
    }
}
