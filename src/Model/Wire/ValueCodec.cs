using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using FedPrune.Model.Pruning;
using FedPrune.Model.Randomness;

namespace FedPrune.Model.Wire;

/// <summary>How the values of a sparse model are written.</summary>
public enum ValueFormat
{
    /// <summary>Four bytes a value, bit for bit.</summary>
    Fp32,

    /// <summary>Two bytes a value, rounded to the nearest half; beyond ±65504 it becomes infinite, which receivers refuse.</summary>
    Fp16,

    /// <summary>One byte a value and four a block: multiples of the block's absolute maximum over 127, rounded at random without bias.</summary>
    Int8,
}

/// <summary>Compact values in bytes, little-endian, in compact order.</summary>
public static class ValueCodec
{
    /// <summary>Bytes that the values of a topology take.</summary>
    public static long EncodedSize(ValueFormat format, Topology topology) => format switch
    {
        ValueFormat.Fp32 => sizeof(float) * (long)topology.Count,
        ValueFormat.Fp16 => 2L * topology.Count,
        ValueFormat.Int8 => ScalesSize(topology) + (long)topology.Count,
        _ => throw Unknown(format),
    };

    /// <summary>What a receiver reads of these values: they are written and read again, unless every bit survives anyway.</summary>
    /// <param name="format">How they travel.</param>
    /// <param name="topology">What they are the values of.</param>
    /// <param name="values">(Count) numbers in compact order.</param>
    /// <param name="rounding">Draws the roundings of <see cref="ValueFormat.Int8"/>.</param>
    public static ReadOnlyMemory<float> AsReceived(
        ValueFormat format, Topology topology, ReadOnlyMemory<float> values, RandomStream? rounding = null)
    {
        if (format == ValueFormat.Fp32)
            return values;
        var bytes = new byte[EncodedSize(format, topology)];
        Encode(format, topology, values.Span, bytes, rounding);
        var received = new float[values.Length];
        Decode(format, topology, bytes, received);
        return received;
    }

    /// <summary>Writes values.</summary>
    /// <param name="format">How.</param>
    /// <param name="topology">What they are the values of.</param>
    /// <param name="values">(Count) numbers in compact order.</param>
    /// <param name="destination">Exactly <see cref="EncodedSize"/> bytes, written.</param>
    /// <param name="rounding">Draws the roundings of <see cref="ValueFormat.Int8"/>; not used by the others.</param>
    /// <exception cref="ArgumentException">A length is wrong, or the stream is missing.</exception>
    public static void Encode(
        ValueFormat format, Topology topology, ReadOnlySpan<float> values, Span<byte> destination, RandomStream? rounding = null)
    {
        CheckLengths(format, topology, values.Length, destination.Length);
        switch (format)
        {
            case ValueFormat.Fp32:
                MemoryMarshal.AsBytes(values).CopyTo(destination);
                break;
            case ValueFormat.Fp16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            default:
                if (rounding is null)
                    throw new ArgumentNullException(nameof(rounding), "int8 values are rounded at random: name the stream to draw from");
                EncodeInt8(topology, values, destination, rounding);
                break;
        }
    }

    /// <summary>Reads values.</summary>
    /// <param name="format">How they were written.</param>
    /// <param name="topology">What they are the values of.</param>
    /// <param name="source">Their bytes.</param>
    /// <param name="values">(Count) numbers in compact order, written.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    /// <exception cref="WireFormatException">A value is not a finite number.</exception>
    public static void Decode(ValueFormat format, Topology topology, ReadOnlySpan<byte> source, Span<float> values)
    {
        CheckLengths(format, topology, values.Length, source.Length);
        switch (format)
        {
            case ValueFormat.Fp32:
                source.CopyTo(MemoryMarshal.AsBytes(values));
                break;
            case ValueFormat.Fp16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), values);
                break;
            default:
                DecodeInt8(topology, source, values);
                break;
        }
        if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll<float>(values)) // of nothing it says false
            throw new WireFormatException(WireFault.Values, $"value {FirstNotFinite(values)} is not a finite number");
    }

    private static int ScalesSize(Topology topology) => sizeof(float) * topology.Layout.Blocks.Length;

    private static void EncodeInt8(Topology topology, ReadOnlySpan<float> values, Span<byte> destination, RandomStream rounding)
    {
        var scales = MemoryMarshal.Cast<byte, float>(destination[..ScalesSize(topology)]);
        var quanta = MemoryMarshal.Cast<byte, sbyte>(destination[ScalesSize(topology)..]);
        for (int b = 0; b < scales.Length; b++)
        {
            var block = values[topology.CompactRange(b)];
            scales[b] = block.IsEmpty ? 0 : Math.Abs(TensorPrimitives.MaxMagnitude(block));
            Int8Values.Quantise(block, scales[b], quanta[topology.CompactRange(b)], rounding);
        }
    }

    private static void DecodeInt8(Topology topology, ReadOnlySpan<byte> source, Span<float> values)
    {
        var scales = MemoryMarshal.Cast<byte, float>(source[..ScalesSize(topology)]);
        var quanta = MemoryMarshal.Cast<byte, sbyte>(source[ScalesSize(topology)..]);
        if (quanta.Contains(sbyte.MinValue))
            throw new WireFormatException(WireFault.Values, "an int8 value is -128: the scale goes from -127 to 127");
        for (int b = 0; b < scales.Length; b++)
        {
            if (!float.IsFinite(scales[b]) || scales[b] < 0)
                throw new WireFormatException(WireFault.Values, $"the scale of block {topology.Layout.Blocks[b].Name} is {scales[b]}");
            Int8Values.Restore(quanta[topology.CompactRange(b)], scales[b], values[topology.CompactRange(b)]);
        }
    }

    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        var place = 0;
        while (float.IsFinite(values[place]))
            place++;
        return place;
    }

    private static void CheckLengths(ValueFormat format, Topology topology, int values, int bytes)
    {
        if (values != topology.Count || bytes != EncodedSize(format, topology))
            throw new ArgumentException(
                $"expected {topology.Count} values in {EncodedSize(format, topology)} bytes of {format}, got {values} in {bytes}");
    }

    private static ArgumentOutOfRangeException Unknown(ValueFormat format) =>
        new(nameof(format), format, "values are written as Fp32, Fp16 or Int8");
}
