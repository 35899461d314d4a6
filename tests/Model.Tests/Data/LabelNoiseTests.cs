using FedPrune.Model.Data;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Tests.Data;

public sealed class LabelNoiseTests
{
    private const int Classes = 10;
    private static readonly byte[] True = [.. Enumerable.Range(0, 8000).Select(i => (byte)(i % Classes))];

    private static readonly Partition Devices =
        new PartitionPlan { Scheme = new Iid(), Devices = 20, SamplesPerDevice = 300 }.Build(True, Classes, 1);

    private static readonly LabelNoise Symmetric = new()
    {
        Kind = NoiseKind.Symmetric, Fraction = 0.4, LowestRate = 0.7, HighestRate = 0.9,
    };

    [Fact]
    public void Leaves_every_label_true_when_there_is_none()
    {
        var noisy = (Symmetric with { Kind = NoiseKind.None }).Apply(True, Classes, Devices, 1);
        Assert.Equal(True, noisy.Labels.ToArray());
        Assert.All(noisy.Rates, rate => Assert.Equal(0, rate));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.4, 8)]
    [InlineData(0.29, 5)]
    [InlineData(0.15, 3)] // 0.15 · 20 = 3 exactly, whatever doubles make of it
    [InlineData(0.35, 7)]
    [InlineData(1, 20)]
    public void Makes_exactly_the_floor_of_the_fraction_noisy_with_rates_in_range(double fraction, int expected)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var rates = (Symmetric with { Fraction = fraction }).Apply(True, Classes, Devices, seed).Rates;
            Assert.Equal(expected, rates.Count(rate => rate > 0));
            Assert.All(rates.Where(rate => rate > 0), rate => Assert.InRange(rate, 0.7, 0.9));
        }
    }

    [Fact]
    public void Counts_29_of_100_devices_at_a_fraction_of_29_hundredths()
    {
        var hundred = new PartitionPlan { Scheme = new Iid(), Devices = 100 }.Build(True, Classes, 1);
        Assert.Equal(29, (Symmetric with { Fraction = 0.29 }).Apply(True, Classes, hundred, 1).Rates.Count(rate => rate > 0));
    }

    [Theory]
    [InlineData(NoiseKind.Symmetric)]
    [InlineData(NoiseKind.PairFlip)]
    public void Realises_the_rate_drawn_within_binomial_bounds_and_reports_what_is_wrong(NoiseKind kind)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            var noisy = (Symmetric with { Kind = kind, LowestRate = 0.1 }).Apply(True, Classes, Devices, seed);
            for (int device = 0; device < Devices.Devices; device++)
            {
                var wrong = Devices.Samples(device).ToArray().Count(s => noisy.Labels.Span[s] != True[s]) / 300.0;
                var deviation = Math.Sqrt(noisy.Rates[device] * (1 - noisy.Rates[device]) / 300);
                Assert.Equal(wrong, noisy.RealisedRates[device], 12); // a wrong label is never the true one
                Assert.InRange(wrong, noisy.Rates[device] - 5 * deviation, noisy.Rates[device] + 5 * deviation);
            }
        }
    }

    [Fact]
    public void Spreads_symmetric_noise_evenly_over_the_other_classes()
    {
        var noisy = (Symmetric with { Fraction = 1, LowestRate = 1, HighestRate = 1 }).Apply(True, Classes, Devices, 2).Labels.ToArray();
        var steps = AllSamples().CountBy(s => (noisy[s] - True[s] + Classes) % Classes).ToDictionary();

        Assert.Equal(Enumerable.Range(1, 9), steps.Keys.Order());
        Assert.All(steps.Values, count => Assert.InRange(count, 667 - 5 * 25, 667 + 5 * 25)); // 6000 / 9, binomial deviation 24
    }

    [Fact]
    public void Flips_every_class_to_the_next_and_the_last_to_the_first_in_pairs()
    {
        var always = Symmetric with { Kind = NoiseKind.PairFlip, Fraction = 1, LowestRate = 1, HighestRate = 1 };
        var noisy = always.Apply(True, Classes, Devices, 2).Labels.ToArray();
        Assert.All(AllSamples(), s => Assert.Equal((True[s] + 1) % Classes, noisy[s]));
    }

    [Fact]
    public void Touches_no_sample_that_nobody_holds_and_no_clean_device()
    {
        var noisy = Symmetric.Apply(True, Classes, Devices, 3);
        var flipped = Enumerable.Range(0, True.Length).Where(s => noisy.Labels.Span[s] != True[s]).ToHashSet();
        flipped.ExceptWith(Enumerable.Range(0, 20).Where(d => noisy.Rates[d] > 0).SelectMany(d => Devices.Samples(d).ToArray()));
        Assert.Empty(flipped);
    }

    [Fact]
    public void Is_the_same_for_the_same_seed_and_another_for_another()
    {
        var first = Symmetric.Apply(True, Classes, Devices, 4);
        var again = Symmetric.Apply(True, Classes, Devices, 4);
        Assert.Equal(first.Labels.ToArray(), again.Labels.ToArray());
        Assert.Equal(first.Rates.AsEnumerable(), again.Rates.AsEnumerable());
        Assert.NotEqual(first.Labels.ToArray(), Symmetric.Apply(True, Classes, Devices, 5).Labels.ToArray());
    }

    [Fact]
    public void Gives_a_device_the_same_noise_whichever_others_are_noisy()
    {
        var some = Symmetric.Apply(True, Classes, Devices, 6);
        var all = (Symmetric with { Fraction = 1 }).Apply(True, Classes, Devices, 6);
        Assert.All(Enumerable.Range(0, 20).Where(d => some.Rates[d] > 0), device =>
        {
            Assert.Equal(all.Rates[device], some.Rates[device]);
            Assert.All(Devices.Samples(device).ToArray(), s => Assert.Equal(all.Labels.Span[s], some.Labels.Span[s]));
        });
    }

    [Fact]
    public void Chooses_its_devices_apart_from_other_purposes()
    {
        var chosen = Enumerable.Range(0, 20).Select(i =>
            Symmetric.Apply(True, Classes, Devices, (ulong)i).Rates.Select(r => r > 0).ToArray());
        var sampled = Enumerable.Range(0, 20).Select(i =>
            Sampling.WithoutReplacement(20, 8, RandomStream.For((ulong)i, Purpose.Sampling)));
        Assert.Contains(chosen.Zip(sampled), pair => !pair.Second.All(device => pair.First[device]));
    }

    [Fact]
    public void Refuses_rates_out_of_order_or_range_and_a_single_class()
    {
        Assert.Throws<ArgumentException>(() => Symmetric with { Fraction = 1.1 });
        Assert.Throws<ArgumentException>(() => Symmetric with { LowestRate = -0.1 });
        Assert.Throws<ArgumentException>(() => Symmetric with { HighestRate = double.NaN });
        Assert.Throws<ArgumentException>(() => (Symmetric with { LowestRate = 0.95 }).Apply(True, Classes, Devices, 1));
        Assert.Throws<ArgumentException>(() => Symmetric.Apply(new byte[8000], 1, Devices, 1));
    }

    private static IEnumerable<int> AllSamples() => Enumerable.Range(0, 20).SelectMany(d => Devices.Samples(d).ToArray());
}
