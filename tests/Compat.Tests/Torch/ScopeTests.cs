using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

public sealed class ScopeTests
{
    [TorchFact]
    public void A_scope_disposes_what_was_made_inside_it_and_nothing_else()
    {
        using var before = zeros(3);
        Tensor inside;
        using (NewDisposeScope())
        {
            inside = before + zeros(3);
        }

        Assert.True(inside.IsInvalid);
        Assert.False(before.IsInvalid);
        Assert.Throws<InvalidOperationException>(() => inside.sum());
    }

    [TorchFact]
    public void A_tensor_moves_outwards_scope_by_scope()
    {
        Tensor moved;
        Tensor byScope;
        using (var outer = NewDisposeScope())
        {
            using (var inner = NewDisposeScope())
            {
                moved = zeros(1).MoveToOuterDisposeScope();
                byScope = inner.MoveToOuter(zeros(1));
                Assert.Equal(0, inner.DisposablesCount);
            }

            Assert.False(moved.IsInvalid);
            Assert.False(byScope.IsInvalid);
            Assert.Equal(2, outer.DisposablesCount);
        }

        Assert.True(moved.IsInvalid);
        Assert.True(byScope.IsInvalid);
    }

    [TorchFact]
    public void Moved_out_of_the_outermost_scope_a_tensor_is_its_holders()
    {
        Tensor moved, detached;
        using (NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                detached = zeros(1).DetachFromDisposeScope();
            }

            moved = zeros(1).MoveToOuterDisposeScope();
        }

        Assert.False(moved.IsInvalid);
        Assert.False(detached.IsInvalid);
        moved.Dispose();
        detached.Dispose();
        Assert.True(moved.IsInvalid && detached.IsInvalid);
    }

    [TorchFact]
    public void Disposing_a_tensor_twice_or_before_its_scope_is_harmless()
    {
        using var scope = NewDisposeScope();
        var first = zeros(1);
        var second = zeros(1);
        var third = zeros(1);

        second.Dispose();
        second.Dispose();
        Assert.Equal(2, scope.DisposablesCount);

        scope.DisposeEverything();
        Assert.Equal(0, scope.DisposablesCount);
        Assert.True(first.IsInvalid && second.IsInvalid && third.IsInvalid);
    }

    [TorchFact]
    public void Scopes_closed_out_of_order_do_not_own_what_comes_after()
    {
        var outer = NewDisposeScope();
        var inner = NewDisposeScope();
        outer.Dispose();
        var inInner = zeros(1);
        inner.Dispose();
        using var outside = zeros(1);

        Assert.True(inInner.IsInvalid);
        Assert.False(outside.IsInvalid);
    }

    [TorchFact]
    public void A_scope_belongs_to_the_thread_that_opened_it()
    {
        Tensor? made = null;
        using (NewDisposeScope())
        {
            var thread = new Thread(() => made = zeros(1));
            thread.Start();
            thread.Join();
        }

        Assert.False(made!.IsInvalid);
        made.Dispose();
    }

    [TorchFact]
    public void A_disposed_view_leaves_the_tensor_it_looked_at_alive()
    {
        using var whole = from_array(new float[] { 1, 2, 3, 4 });
        var view = whole.narrow(0, 1, 2);
        view.Dispose();
        Assert.Equal(10f, whole.sum().item<float>());
    }
}
