using TorchSharp;

namespace FedPrune.Compat.Tests.Torch;

public sealed class ScopeTests
{
    [Fact]
    public void Tensors_made_inside_a_scope_are_disposed_with_it()
    {
        torch.Tensor inside;
        using (torch.NewDisposeScope())
        {
            inside = torch.zeros(3) + torch.zeros(3);
        }

        Assert.True(inside.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => inside.sum());
    }
}
