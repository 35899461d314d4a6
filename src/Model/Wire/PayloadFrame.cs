using System.Buffers.Binary;
using System.Numerics;
using FedPrune.Model.Wire.Protocol;
using Google.Protobuf;

namespace FedPrune.Model.Wire;

/// <summary>
/// What encloses mask and values: magic and version (4 bytes), header length (4), header, mask, values, CRC32C of all
/// before it (4); little-endian.
/// </summary>
internal static class PayloadFrame
{
    public const byte Version = 1;
    private const int PreambleSize = 8, ChecksumSize = 4, MaxHeaderSize = 256;
    private static readonly MessageParser<PayloadHeader> Parser = PayloadHeader.Parser.WithDiscardUnknownFields(discardUnknownFields: true);

    private static ReadOnlySpan<byte> Magic => "FPW"u8;

    /// <summary>Bytes of a whole payload with this header.</summary>
    public static long Size(PayloadHeader header) =>
        PreambleSize + header.CalculateSize() + (long)header.MaskBytes + header.ValueBytes + ChecksumSize;

    /// <summary>Writes preamble and header.</summary>
    /// <returns>Where the mask begins; the values follow it.</returns>
    public static int WriteHeader(PayloadHeader header, Span<byte> destination)
    {
        Magic.CopyTo(destination);
        destination[3] = Version;
        var size = header.CalculateSize();
        BinaryPrimitives.WriteInt32LittleEndian(destination[4..], size);
        header.WriteTo(destination.Slice(PreambleSize, size));
        return PreambleSize + size;
    }

    /// <summary>Writes the checksum of all that is there before the last four bytes.</summary>
    public static void Seal(Span<byte> payload) =>
        BinaryPrimitives.WriteUInt32LittleEndian(payload[^ChecksumSize..], Checksum(payload[..^ChecksumSize]));

    /// <summary>Checks everything that can be checked before the network is known.</summary>
    /// <exception cref="WireFormatException">The first thing found wrong.</exception>
    public static PayloadHeader Read(ReadOnlySpan<byte> payload, WireLimits limits, out ReadOnlySpan<byte> mask, out ReadOnlySpan<byte> values)
    {
        var body = ReadPreamble(payload, limits, out var headerSize);
        var header = Parse(body[..headerSize]);
        if (header.Parameters > limits.MaxParameters)
            throw new WireFormatException(WireFault.TooLarge, $"{header.Parameters} parameters are more than the allowed {limits.MaxParameters}");
        body = body[headerSize..];
        if ((ulong)header.MaskBytes + header.ValueBytes != (ulong)body.Length)
            throw new WireFormatException(
                WireFault.Header, $"the header declares {header.MaskBytes} + {header.ValueBytes} bytes of mask and values, {body.Length} are there");
        mask = body[..(int)header.MaskBytes];
        values = body[(int)header.MaskBytes..];
        return header;
    }

    private static ReadOnlySpan<byte> ReadPreamble(ReadOnlySpan<byte> payload, WireLimits limits, out int headerSize)
    {
        if (payload.Length > limits.MaxBytes)
            throw new WireFormatException(WireFault.TooLarge, $"{payload.Length} bytes are more than the allowed {limits.MaxBytes}");
        if (payload.Length < PreambleSize + ChecksumSize)
            throw new WireFormatException(WireFault.Truncated, $"{payload.Length} bytes are fewer than any payload has");
        if (!payload.StartsWith(Magic))
            throw new WireFormatException(WireFault.NotAPayload, "the first three bytes are not FPW");
        if (payload[3] != Version)
            throw new WireFormatException(WireFault.Version, $"format version {payload[3]} is not the version {Version} spoken here");
        var body = payload[PreambleSize..^ChecksumSize];
        headerSize = BinaryPrimitives.ReadInt32LittleEndian(payload[4..]);
        if (headerSize is < 0 or > MaxHeaderSize)
            throw new WireFormatException(WireFault.TooLarge, $"a header of {headerSize} bytes is more than the allowed {MaxHeaderSize}");
        if (headerSize > body.Length)
            throw new WireFormatException(WireFault.Truncated, $"the payload ends within its header of {headerSize} bytes");
        if (Checksum(payload[..^ChecksumSize]) != BinaryPrimitives.ReadUInt32LittleEndian(payload[^ChecksumSize..]))
            throw new WireFormatException(WireFault.Checksum, "the checksum does not match: bytes were changed or cut on the way");
        return body;
    }

    private static PayloadHeader Parse(ReadOnlySpan<byte> header)
    {
        try
        {
            return Parser.ParseFrom(header);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new WireFormatException(WireFault.Header, $"the header is not a valid message: {e.Message}", e);
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
