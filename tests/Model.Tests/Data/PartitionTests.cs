using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedPrune.Model.Data;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Data;

public sealed class PartitionTests
{
    private const int Classes = 10;
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 6000).Select(i => (byte)(i * 7 % Classes))];

    public static TheoryData<PartitionScheme> Schemes =>
    [
        new Iid(), new Dirichlet(0.05), new Dirichlet(0.5), new Dirichlet(100),
        new Shards(2), new Shards(10), new QuantitySkew(0.1), new QuantitySkew(5),
    ];

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Gives_every_sample_to_exactly_one_device_and_every_device_its_minimum(PartitionScheme scheme)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var partition = Plan(scheme).Build(Labels, Classes, seed);

            Assert.Equal(40, partition.Devices);
            Assert.Equal(Enumerable.Range(0, Labels.Length), AllSamples(partition).Order());
            Assert.All(Enumerable.Range(0, 40), device => Assert.True(partition.CountOf(device) >= 10));
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Draws_as_many_samples_as_asked_for_and_none_twice(PartitionScheme scheme)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var partition = (Plan(scheme) with { SamplesPerDevice = 75 }).Build(Labels, Classes, seed);

            Assert.Equal(40 * 75, partition.Count);
            Assert.Equal(40 * 75, AllSamples(partition).Distinct().Count());
            Assert.InRange(AllSamples(partition).Average(), 2900, 3100); // from the whole training set, not from its beginning
            Assert.All(Enumerable.Range(0, 40), device => Assert.True(partition.CountOf(device) >= 10));
        }
    }

    [Theory]
    [MemberData(nameof(Schemes))]
    public void Is_the_same_for_the_same_seed_and_another_for_another(PartitionScheme scheme)
    {
        var plan = Plan(scheme);
        Assert.Equal(Hash(plan.Build(Labels, Classes, 5)), Hash(plan.Build(Labels, Classes, 5)));
        Assert.NotEqual(Hash(plan.Build(Labels, Classes, 5)), Hash(plan.Build(Labels, Classes, 6)));
    }

    [Fact]
    public void Splits_evenly_when_iid()
    {
        var partition = (Plan(new Iid()) with { Devices = 37 }).Build(Labels, Classes, 1);
        Assert.All(Enumerable.Range(0, 37), device => Assert.InRange(partition.CountOf(device), 162, 163));
        Assert.InRange(LabelSkew(partition), 0, 0.15);
    }

    [Fact]
    public void Is_the_more_skewed_in_labels_the_smaller_alpha()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            double[] alphas = [0.05, 0.5, 5, 500];
            var skews = alphas.Select(alpha => LabelSkew(Plan(new Dirichlet(alpha)).Build(Labels, Classes, seed))).ToArray();
            Assert.Equal(skews.OrderDescending(), skews);
            Assert.True(skews[0] > 2 * skews[3], $"{skews[0]} against {skews[3]}");
        }
    }

    [Fact]
    public void Is_the_more_skewed_in_size_the_smaller_alpha_and_keeps_the_labels_even()
    {
        for (ulong seed = 0; seed < 10; seed++)
        {
            var unequal = Plan(new QuantitySkew(0.2)).Build(Labels, Classes, seed);
            var equal = Plan(new QuantitySkew(20)).Build(Labels, Classes, seed);
            Assert.True(Sizes(unequal).Max() > 2 * Sizes(equal).Max());
            Assert.InRange(LabelSkew(equal), 0, 0.2);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Deals_no_more_classes_to_a_device_than_shards_even_when_classes_differ_in_size(int classes)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var random = RandomStream.For(seed, Purpose.SyntheticImages);
            byte[] uneven = [.. Enumerable.Range(0, 6000).Select(_ => (byte)Math.Min(random.Next(Classes), random.Next(Classes)))];
            var partition = Plan(new Shards(classes)).Build(uneven, Classes, seed);

            Assert.Equal(Enumerable.Range(0, uneven.Length), AllSamples(partition).Order());
            for (int device = 0; device < partition.Devices; device++)
                Assert.InRange(partition.Samples(device).ToArray().Select(s => uneven[s]).Distinct().Count(), 1, classes);
        }
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Ends_and_fills_every_device_when_no_draw_ever_keeps_the_minimum(double alpha)
    {
        var partition = (Plan(new Dirichlet(alpha)) with { Devices = 600 }).Build(Labels, Classes, 3); // exactly 10 each, nothing to spare
        Assert.All(Enumerable.Range(0, 600), device => Assert.Equal(10, partition.CountOf(device)));
    }

    [Fact]
    public void Serves_ten_thousand_devices_out_of_two_arrays()
    {
        byte[] labels = [.. Enumerable.Range(0, 60_000).Select(i => (byte)(i % Classes))];
        var plan = Plan(new Iid()) with { Devices = 10_000, MinimumSamples = 6 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var partition = plan.Build(labels, Classes, 1);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_500_000); // 0.24 MB to keep, the rest passing
        Assert.Equal(6, partition.Memory(9_999).Length);
        Assert.True(partition.Memory(9_999).Span == partition.Samples(9_999));
    }

    [Theory]
    [InlineData(0, 0, 10, "at least 1")]
    [InlineData(601, 0, 10, "up to 9, or up to 600 devices")]
    [InlineData(40, 151, 10, "up to 150 samples per device")]
    [InlineData(40, 5, 10, "up to 5")]
    [InlineData(40, -1, 10, "negative")]
    public void Says_what_is_allowed_when_there_are_too_few_samples(int devices, int perDevice, int minimum, string allowed)
    {
        var plan = Plan(new Iid()) with { Devices = devices, SamplesPerDevice = perDevice, MinimumSamples = minimum };
        Assert.Contains(allowed, Assert.Throws<ArgumentException>(() => plan.Build(Labels, Classes, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 2, "3 to 10")]
    [InlineData(40, 0, "1 to 10")]
    [InlineData(40, 11, "1 to 10")]
    public void Says_how_many_classes_a_device_may_have(int devices, int classes, string allowed)
    {
        var plan = Plan(new Shards(classes)) with { Devices = devices };
        Assert.Contains(allowed, Assert.Throws<ArgumentException>(() => plan.Build(Labels, Classes, 1)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Refuses_an_alpha_that_is_not_positive_and_finite(double alpha)
    {
        Assert.Throws<ArgumentException>(() => new Dirichlet(alpha));
        Assert.Throws<ArgumentException>(() => new QuantitySkew(alpha));
    }

    private static PartitionPlan Plan(PartitionScheme scheme) => new() { Scheme = scheme, Devices = 40 };

    private static IEnumerable<int> AllSamples(Partition partition) =>
        Enumerable.Range(0, partition.Devices).SelectMany(device => partition.Samples(device).ToArray());

    private static int[] Sizes(Partition partition) => [.. Enumerable.Range(0, partition.Devices).Select(partition.CountOf)];

    private static string Hash(Partition partition) => Convert.ToHexString(SHA256.HashData(
        MemoryMarshal.AsBytes<int>([.. Sizes(partition), .. AllSamples(partition)])));

    /// <summary>Mean total variation distance of a device's labels from the even distribution: 0 if equal, 0.9 for one class.</summary>
    private static double LabelSkew(Partition partition) => Enumerable.Range(0, partition.Devices).Average(device =>
    {
        var labels = partition.Samples(device).ToArray().Select(s => Labels[s]).ToArray();
        return Enumerable.Range(0, Classes).Sum(c => Math.Abs((double)labels.Count(l => l == c) / labels.Length - 1.0 / Classes)) / 2;
    });
}
