using TorchSharp;
using static TorchSharp.torch;

namespace FedPrune.Compat.Tests.Torch;

public sealed class TensorTests
{
    [TorchFact]
    public void Created_tensors_have_the_shape_type_and_zeros_asked_for()
    {
        using var scope = NewDisposeScope();
        Tensor[] ranks = [zeros(2), zeros(2, 3), zeros(2, 3, 4), zeros(2, 3, 4, 5), zeros([2, 3, 4, 5, 6])];
        for (int i = 0; i < ranks.Length; i++)
        {
            Assert.Equal(Enumerable.Range(2, i + 1).Select(size => (long)size), ranks[i].shape);
            Assert.Equal(i + 1, ranks[i].dim());
            Assert.Equal(0f, ranks[i].sum().item<float>());
        }

        var integers = zeros([2, 2], int64);
        Assert.Equal((int64, 8L, 4L), (integers.dtype, integers.ElementSize, integers.NumberOfElements));
        Assert.Equal(float64, empty(3, 2, dtype: float64).dtype);
        Assert.True(empty([3], requires_grad: true).requires_grad);
    }

    [TorchFact]
    public void Arithmetic_is_elementwise_and_broadcasts()
    {
        using var scope = NewDisposeScope();
        var a = from_array(new float[] { 1, 2, 3, 4 }).view(2, 2);
        var b = from_array(new float[] { 10, 20 });

        Assert.Equal([11f, 22f, 13f, 24f], (a + b).Floats());
        Assert.Equal([-9f, -18f, -7f, -16f], (a - b).Floats());
        Assert.Equal([10f, 40f, 30f, 80f], (a * b).Floats());
        Assert.Equal([0.1f, 0.1f, 0.3f, 0.2f], (a / b).Floats());
        Assert.Equal([3f, 4f, 5f, 6f], (2 + a).Floats());
        Assert.Equal([1f, 0f, -1f, -2f], (2 - a).Floats());
        Assert.Equal([0.5f, 1f, 1.5f, 2f], (a / 2f).Floats());
        Assert.Equal([6f, 12f, 8f, 14f], a.add(b, 0.5).Floats());
    }

    [TorchFact]
    public void Operations_in_place_change_the_tensor_and_return_it()
    {
        using var scope = NewDisposeScope();
        var a = from_array(new float[] { 1, 2 });
        var step = from_array(new float[] { 10, 100 });

        Assert.Same(a, a.add_(step, -0.25));
        Assert.Equal([-1.5f, -23f], a.Floats());
        Assert.Same(a, a.sub_(step));
        Assert.Equal([-11.5f, -123f], a.Floats());
        Assert.Same(a, a.mul_(0.5f));
        Assert.Equal([-5.75f, -61.5f], a.Floats());
        Assert.Same(a, a.copy_(step));
        Assert.Equal([10f, 100f], a.Floats());
        Assert.Same(a, a.zero_());
        Assert.Equal([0f, 0f], a.Floats());
    }

    [TorchFact]
    public void Reductions_and_comparisons_count_correct_predictions()
    {
        using var scope = NewDisposeScope();
        var scores = from_array(new float[] { 1, 5, 2, 9, 0, 3 }).view(2, 3);
        var labels = from_array(new long[] { 1, 2 });

        Assert.Equal(1, scores.argmax(1).eq(labels).sum().ToInt64());
        Assert.Equal(3, scores.argmax().item<long>());
        Assert.Equal([2L, 1L], scores.argmax(1, keepdim: true).shape);
        Assert.Equal([8f, 12f], scores.sum(1).Floats());
        Assert.Equal(20f, scores.sum([0, 1]).ToSingle());
        Assert.Equal(20 / 6.0, scores.mean().ToDouble(), 6);
        Assert.Equal([5f, 2.5f, 2.5f], scores.mean([0]).Floats());
    }

    [TorchFact]
    public void Rows_are_selected_by_index()
    {
        using var scope = NewDisposeScope();
        var rows = Values.Tensor(5, 4, 3);
        var picked = rows.index_select(0, from_array(new long[] { 3, 0, 3 }));
        var values = rows.Floats();
        Assert.Equal([.. values[9..12], .. values[..3], .. values[9..12]], picked.Floats());
    }

    [TorchFact]
    public void Shapes_change_over_the_same_memory()
    {
        using var scope = NewDisposeScope();
        var a = Values.Tensor(1, 2, 3, 4);
        Assert.Equal([2L, 12L], a.flatten(1).shape);
        Assert.Equal([4L, 6L], a.reshape(4, -1).shape);
        a.flatten().narrow(0, 23, 1).zero_();
        Assert.Equal(0f, a.Floats()[23]);

        var copy = a.clone();
        copy.zero_();
        Assert.NotEqual(0f, a.Floats()[0]);
    }

    [TorchFact]
    public void A_single_element_is_read_as_its_own_type_or_converted()
    {
        using var scope = NewDisposeScope();
        var one = from_array(new float[] { 2.75f });
        Assert.Equal(2.75f, one.item<float>());
        Assert.Equal((2, 2L, 2.75), (one.ToInt32(), one.ToInt64(), one.ToDouble()));
        Assert.Equal(3f, one.to_type(int64).add(1).ToSingle());
        Assert.Throws<ArgumentException>(() => one.item<double>());
        Assert.Throws<ArgumentException>(() => zeros(2).item<float>());
    }
}
