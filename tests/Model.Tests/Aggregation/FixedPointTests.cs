using System.Numerics;
using FedPrune.Model.Aggregation;
using FedPrune.Model.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace FedPrune.Model.Tests.Aggregation;

public sealed class FixedPointTests
{
    private static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 1000];

    [Fact]
    public void Every_product_is_rounded_once_half_to_even_whether_it_is_small_or_large()
    {
        foreach (var length in Lengths)
        {
            foreach (var size in (double[])[1e-9, 1e-3, 1, 6.9, 7.1, 1000, 16000])
            {
                var random = RandomStream.For(1, Purpose.Faults, length);
                float[] values = [.. Enumerable.Range(0, length).Select(_ => (float)(size * random.NextUniform(-1, 1)))];
                var weight = random.NextDouble();
                var sum = new long[length + 1];
                FixedPoint.Add(sum, values, weight);
                Assert.Equal([.. values.Select(x => (long)Math.Round(weight * x * Math.Pow(2, 48))), 0], sum);
            }
        }
        var half = Enumerable.Range(-3, 8).Select(n => (float)((n + 0.5) * Math.Pow(2, -48))).ToArray();
        var rounded = new long[half.Length];
        FixedPoint.Add(rounded, half, 1);
        Assert.Equal([-2, -2, 0, 0, 2, 2, 4, 4], rounded);
    }

    [Fact]
    public void Sums_have_the_same_bits_in_any_order_and_any_grouping() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(int Seed, byte Count, byte Length)>(), drawn =>
        {
            var random = RandomStream.For((ulong)(uint)drawn.Seed, Purpose.Faults);
            var vectors = Enumerable.Range(0, drawn.Count % 20).Select(_ => Vector(drawn.Length, random)).ToArray();
            double[] weights = [.. vectors.Select(_ => random.NextUniform(-1, 1))];
            var whole = new long[drawn.Length];
            for (int i = 0; i < vectors.Length; i++)
                FixedPoint.Add(whole, vectors[i], weights[i]);

            var groups = new long[3][].Select(_ => new long[drawn.Length]).ToArray();
            foreach (var i in Enumerable.Range(0, vectors.Length).OrderBy(_ => random.NextDouble()))
                FixedPoint.Add(groups[random.Next(3)], vectors[i], weights[i]);
            var total = groups[2].Zip(groups[0], (a, b) => a + b).Zip(groups[1], (a, b) => a + b);
            return whole.SequenceEqual(total);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_sum_is_off_by_half_a_unit_for_each_of_its_terms_at_most()
    {
        var random = RandomStream.For(2, Purpose.Faults);
        const int Terms = 500, Length = 40;
        var sum = new long[Length];
        var exact = new BigInteger[Length]; // in units of 2⁻²⁰⁰
        for (int i = 0; i < Terms; i++)
        {
            var values = Vector(Length, random);
            FixedPoint.Add(sum, values, 1.0 / Terms);
            for (int k = 0; k < Length; k++)
                exact[k] += Exactly(1.0 / Terms * values[k]); // the product is a double's, rounded
        }
        for (int k = 0; k < Length; k++)
            Assert.True(BigInteger.Abs((new BigInteger(sum[k]) << 152) - exact[k]) <= new BigInteger(Terms) << 151);
    }

    [Theory]
    [InlineData(16385, 1)]
    [InlineData(-16385, 1)]
    [InlineData(1, 20000)]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 0.5)]
    [InlineData(1, double.NaN)]
    public void What_is_out_of_range_is_refused_before_anything_is_added(float number, double weight)
    {
        var sum = new long[6];
        var refused = Assert.Throws<OverflowException>(() => FixedPoint.Add(sum, [1, 1, number, 1, 1, 1], weight));
        Assert.Contains("takes up to 16384", refused.Message, StringComparison.Ordinal);
        Assert.Equal(new long[6], sum);
    }

    [Fact]
    public void Numbers_come_back_to_half_a_unit()
    {
        var random = RandomStream.For(3, Purpose.Faults);
        for (int i = 0; i < 1000; i++)
        {
            var number = random.NextUniform(-16384, 16384);
            Assert.Equal(number, FixedPoint.ToDouble(FixedPoint.Of(number)), Math.Pow(2, -38)); // a double of that size has no finer digits
        }
    }

    private static float[] Vector(int length, RandomStream random)
    {
        var size = Math.Pow(10, random.NextUniform(-6, 3));
        return [.. Enumerable.Range(0, length).Select(_ => (float)(size * random.NextNormal()))];
    }

    private static BigInteger Exactly(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = exponent == 0 ? BigInteger.Zero : new BigInteger((bits & 0xFFFFFFFFFFFFFL) | 0x10000000000000L);
        var units = exponent - 1075 + 200;
        var magnitude = units >= 0 ? mantissa << units : mantissa >> -units;
        return number < 0 ? -magnitude : magnitude;
    }
}
