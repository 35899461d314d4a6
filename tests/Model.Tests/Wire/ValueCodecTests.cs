using System.Runtime.InteropServices;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;
using FedPrune.Model.Wire;

namespace FedPrune.Model.Tests.Wire;

public sealed class ValueCodecTests
{
    private static RandomStream Rounding(int round) => RandomStream.For(7, Purpose.Rounding, round);

    [Theory]
    [InlineData(ValueFormat.Fp32, 4, 0)]
    [InlineData(ValueFormat.Fp16, 2, 0)]
    [InlineData(ValueFormat.Int8, 1, 4)]
    public void Sizes_are_bytes_per_value_and_per_block(ValueFormat format, int perValue, int perBlock)
    {
        for (int trial = 0; trial < 100; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            Assert.Equal((perValue * topology.Count) + (perBlock * topology.Layout.Blocks.Length), ValueCodec.EncodedSize(format, topology));
        }
    }

    [Fact]
    public void Fp32_comes_back_bit_for_bit()
    {
        for (int trial = 0; trial < 150; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            var values = Topologies.Values(topology, Topologies.Stream(trial));
            if (values.Length > 2)
                (values[0], values[1], values[2]) = (-0f, float.Epsilon, float.MaxValue);
            var back = Through(ValueFormat.Fp32, topology, values);
            Assert.True(MemoryMarshal.AsBytes(values.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(back.AsSpan())), $"trial {trial}");
        }
    }

    [Fact]
    public void Fp16_is_the_nearest_half()
    {
        for (int trial = 0; trial < 150; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            var values = Topologies.Values(topology, Topologies.Stream(trial));
            var back = Through(ValueFormat.Fp16, topology, values);
            Assert.Equal(values.Select(v => (float)(Half)v), back);
            Assert.DoesNotContain(values.Zip(back), pair => Math.Abs(pair.Second - pair.First) > Math.Max(Math.Abs(pair.First) / 2048, 3e-8f));
        }
    }

    [Fact]
    public void Int8_is_within_a_127th_of_the_maximum_of_its_block()
    {
        for (int trial = 0; trial < 150; trial++)
        {
            var topology = Topologies.Any(Topologies.Stream(trial));
            var values = Topologies.Values(topology, Topologies.Stream(trial));
            var back = Through(ValueFormat.Int8, topology, values, trial);
            for (int b = 0; b < topology.Layout.Blocks.Length; b++)
            {
                var (block, restored) = (values[topology.CompactRange(b)], back[topology.CompactRange(b)]);
                var maximum = block.Select(Math.Abs).DefaultIfEmpty().Max();
                Assert.DoesNotContain(block.Zip(restored), pair => Math.Abs(pair.First - pair.Second) > maximum / 127 * 1.00001f);
            }
        }
    }

    [Fact]
    public void Int8_is_right_on_average()
    {
        var topology = Topology.Dense(Topologies.Layout(50));
        var values = Topologies.Values(topology, Topologies.Stream(3));
        var step = values.Max(Math.Abs) / 127;
        const int Draws = 4000;
        var sums = new double[values.Length];
        for (int draw = 0; draw < Draws; draw++)
            foreach (var (i, value) in Through(ValueFormat.Int8, topology, values, draw).Index())
                sums[i] += value;

        // One rounding deviates by at most step/2 in standard deviation: five deviations of the mean, for 50 values.
        for (int i = 0; i < values.Length; i++)
            Assert.InRange(Math.Abs((sums[i] / Draws) - values[i]), 0, 5 * step / 2 / Math.Sqrt(Draws));
    }

    [Fact]
    public void Int8_keeps_the_maximum_zero_and_multiples_of_the_step_exactly()
    {
        var topology = Topology.Dense(Topologies.Layout(255, 3, 2));
        float[] values = [.. Enumerable.Range(-127, 255).Select(q => q / 127f * 3), 0, 0, 0, float.Epsilon, -float.Epsilon];
        for (int draw = 0; draw < 100; draw++)
        {
            var back = Through(ValueFormat.Int8, topology, values, draw);
            Assert.Equal((-3f, 0f, 3f), (back[0], back[127], back[254]));
            Assert.Equal(values[255..], back[255..]);
            Assert.All(values.Zip(back), pair => Assert.Equal(pair.First, pair.Second, 3f / 127 * 1.0001f));
        }
        var largest = Topology.Dense(Topologies.Layout(2));
        Assert.Equal([float.MaxValue, -float.MaxValue], Through(ValueFormat.Int8, largest, [float.MaxValue, -float.MaxValue]));
    }

    [Fact]
    public void Int8_draws_the_same_from_the_same_stream_and_differently_from_another()
    {
        var topology = Topology.Dense(Topologies.Layout(1000));
        var values = Topologies.Values(topology, Topologies.Stream(5));
        Assert.Equal(Through(ValueFormat.Int8, topology, values, 1), Through(ValueFormat.Int8, topology, values, 1));
        Assert.NotEqual(Through(ValueFormat.Int8, topology, values, 1), Through(ValueFormat.Int8, topology, values, 2));
    }

    [Theory]
    [InlineData(ValueFormat.Fp32, float.NaN)]
    [InlineData(ValueFormat.Fp32, float.NegativeInfinity)]
    [InlineData(ValueFormat.Fp16, float.NaN)]
    [InlineData(ValueFormat.Fp16, 70_000)]
    [InlineData(ValueFormat.Int8, float.NaN)]
    [InlineData(ValueFormat.Int8, float.PositiveInfinity)]
    public void Values_that_are_not_finite_are_refused_by_the_receiver(ValueFormat format, float value)
    {
        var topology = Topology.Dense(Topologies.Layout(40));
        for (int place = 0; place < 40; place++)
        {
            var values = new float[40];
            values[place] = value;
            var refused = Assert.Throws<WireFormatException>(() => Through(format, topology, values));
            Assert.Equal(WireFault.Values, refused.Fault);
        }
    }

    [Fact]
    public void An_int8_of_minus_128_is_refused()
    {
        var topology = Topology.Dense(Topologies.Layout(2));
        byte[] bytes = [.. BitConverter.GetBytes(1f), 1, 0x80];
        var refused = Assert.Throws<WireFormatException>(() => ValueCodec.Decode(ValueFormat.Int8, topology, bytes, new float[2]));
        Assert.Equal(WireFault.Values, refused.Fault);
    }

    [Fact]
    public void Wrong_lengths_formats_and_a_missing_stream_are_the_callers_fault()
    {
        var topology = Topology.Dense(Topologies.Layout(4));
        Assert.Throws<ArgumentException>(() => ValueCodec.Encode(ValueFormat.Fp32, topology, new float[3], new byte[16]));
        Assert.Throws<ArgumentException>(() => ValueCodec.Encode(ValueFormat.Fp32, topology, new float[4], new byte[17]));
        Assert.Throws<ArgumentException>(() => ValueCodec.Decode(ValueFormat.Fp16, topology, new byte[9], new float[4]));
        Assert.Throws<ArgumentNullException>(() => ValueCodec.Encode(ValueFormat.Int8, topology, new float[4], new byte[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ValueCodec.EncodedSize((ValueFormat)3, topology));
    }

    private static float[] Through(ValueFormat format, Topology topology, float[] values, int round = 0)
    {
        var bytes = new byte[ValueCodec.EncodedSize(format, topology)];
        ValueCodec.Encode(format, topology, values, bytes, Rounding(round));
        var back = new float[values.Length];
        ValueCodec.Decode(format, topology, bytes, back);
        return back;
    }
}
