using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedPrune.Compat.Tests.Torch;

public sealed class LayerTests
{
    [TorchFact]
    public void Conv2d_is_the_cross_correlation_of_its_formula()
    {
        using var scope = NewDisposeScope();
        foreach (var (kernel, stride, pad) in new[] { (1, 1, 0), (3, 1, 1), (5, 1, 2), (3, 2, 0), (3, 2, 1) })
        {
            var (x, w, b) = (Values.Of(2 * 3 * 7 * 7, 1), Values.Of(4 * 3 * kernel * kernel, 2), Values.Of(4, 3));
            var y = functional.conv2d(
                from_array(x).view(2, 3, 7, 7), from_array(w).view(4, 3, kernel, kernel), from_array(b), [stride, stride], [pad, pad]);
            Values.AssertClose(Reference.Conv2d(x, 2, 3, 7, w, b, kernel, stride, pad), y.Floats());
        }
    }

    [TorchFact]
    public void Grouped_convolutions_see_only_their_own_channels()
    {
        using var scope = NewDisposeScope();
        var (x, w) = (Values.Tensor(1, 1, 4, 5, 5), Values.Tensor(2, 6, 2, 3, 3));
        var whole = functional.conv2d(x, w, groups: 2);
        var first = functional.conv2d(x.narrow(1, 0, 2), w.narrow(0, 0, 3));
        var second = functional.conv2d(x.narrow(1, 2, 2), w.narrow(0, 3, 3));
        Values.AssertClose([.. first.Floats(), .. second.Floats()], whole.Floats());
    }

    [TorchFact]
    public void Linear_is_a_matrix_product_plus_bias()
    {
        using var scope = NewDisposeScope();
        var (x, w, b) = (Values.Of(5 * 7, 1), Values.Of(3 * 7, 2), Values.Of(3, 3));
        var (input, weights) = (from_array(x).view(5, 7), from_array(w).view(3, 7));
        Values.AssertClose(Reference.Linear(x, 5, 7, w, b), functional.linear(input, weights, from_array(b)).Floats());
        Values.AssertClose(Reference.Linear(x, 5, 7, w, [0, 0, 0]), functional.linear(input, weights).Floats());
    }

    [TorchFact]
    public void Pooling_takes_the_greatest_or_the_mean_of_each_window()
    {
        using var scope = NewDisposeScope();
        var values = Values.Of(2 * 3 * 7 * 7, 4);
        var x = from_array(values).view(2, 3, 7, 7);

        Assert.Equal(Reference.Pool(values, 2, 3, 7, 2, 2, Enumerable.Max), functional.max_pool2d(x, 2).Floats());
        Assert.Equal(Reference.Pool(values, 2, 3, 7, 3, 2, Enumerable.Max), functional.max_pool2d(x, [3, 3], [2, 2]).Floats());
        Values.AssertClose(Reference.Pool(values, 2, 3, 7, 2, 2, Enumerable.Average), functional.avg_pool2d(x, 2).Floats());
        Values.AssertClose(Reference.Pool(values, 2, 3, 7, 3, 1, Enumerable.Average), functional.avg_pool2d(x, [3, 3], [1, 1]).Floats());
        Values.AssertClose(Reference.Pool(values, 2, 3, 7, 7, 1, Enumerable.Average), functional.adaptive_avg_pool2d(x, 1).Floats());
        Assert.Equal([2L, 3L, 3L, 2L], functional.adaptive_avg_pool2d(x, [3, 2]).shape);
    }

    [TorchFact]
    public void Group_norm_centres_and_scales_each_group_of_each_sample()
    {
        using var scope = NewDisposeScope();
        var (x, scale, shift) = (Values.Of(2 * 6 * 4 * 4, 1), Values.Of(6, 2), Values.Of(6, 3));
        var y = functional.group_norm(from_array(x).view(2, 6, 4, 4), 3, from_array(scale), from_array(shift));
        Values.AssertClose(Reference.GroupNorm(x, 2, 6, 16, 3, scale, shift), y.Floats());
    }

    [TorchFact]
    public void Cross_entropy_is_the_negative_log_softmax_of_the_target()
    {
        using var scope = NewDisposeScope();
        var values = Values.Of(4 * 5, 7, scale: 10);
        long[] labels = [0, 4, 2, 2];
        var (scores, targets) = (from_array(values).view(4, 5), from_array(labels));
        double[] expected = Reference.CrossEntropy(values, 5, labels);

        var each = functional.cross_entropy(scores, targets, reduction: Reduction.None);
        Values.AssertClose(Array.ConvertAll(expected, loss => (float)loss), each.Floats());
        Assert.Equal(expected.Average(), functional.cross_entropy(scores, targets).ToDouble(), 1e-5);
        Assert.Equal(expected.Sum(), functional.cross_entropy(scores, targets, reduction: Reduction.Sum).ToDouble(), 1e-5);
        Assert.Equal(expected[1], functional.cross_entropy(scores, targets, ignore_index: 2).ToDouble() * 2 - expected[0], 1e-5);
        Assert.Equal(-expected[0], functional.log_softmax(scores, 1).Floats()[0], 1e-5);
    }

    [TorchFact]
    public void Relu_cuts_what_is_negative_and_works_in_place_on_request()
    {
        using var scope = NewDisposeScope();
        var x = from_array(new float[] { -1, 0, 2 });
        Assert.Equal([0f, 0f, 2f], functional.relu(x).Floats());
        Assert.Equal([-1f, 0f, 2f], x.Floats());
        var changed = functional.relu(x, inplace: true);
        Assert.Equal([0f, 0f, 2f], changed.Floats());
        changed.Dispose();
        Assert.Equal([0f, 0f, 2f], x.Floats());
    }
}
