using System.Buffers.Binary;
using Google.Protobuf;

namespace FedPrune.Model.Tests.Wire;

/// <summary>A payload whose header says something else, sealed again: what a bad sender would make. Reads the wire by its description alone.</summary>
internal static class ForgedHeader
{
    public const int Kind = 1, Round = 2, Device = 3, Values = 4, Mask = 5, Parameters = 6, Kept = 7, MaskId = 8, BaseMaskId = 9;
    public const int MaskBytes = 10, ValueBytes = 11, Samples = 12, Loss = 13;

    /// <summary>The fields of a payload's header.</summary>
    public static SortedDictionary<int, ulong> Fields(byte[] payload)
    {
        var fields = new SortedDictionary<int, ulong>();
        var input = new CodedInputStream(payload, 8, HeaderSize(payload));
        for (uint tag; (tag = input.ReadTag()) != 0;)
        {
            fields[WireFormat.GetTagFieldNumber(tag)] = WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Fixed64 => input.ReadFixed64(),
                WireFormat.WireType.Fixed32 => input.ReadFixed32(),
                _ => input.ReadUInt64(),
            };
        }
        return fields;
    }

    /// <summary>The payload with one field of its header changed.</summary>
    public static byte[] With(byte[] payload, int field, ulong value)
    {
        var fields = Fields(payload);
        fields[field] = value;
        using var header = new MemoryStream();
        var output = new CodedOutputStream(header);
        foreach (var (number, content) in fields)
            WriteField(output, number, content);
        output.Flush();
        return Assemble(payload, header.ToArray(), payload.AsSpan()[(8 + HeaderSize(payload))..^4]);
    }

    /// <summary>The payload with other bytes after its header.</summary>
    public static byte[] WithBody(byte[] payload, ReadOnlySpan<byte> body) => Assemble(payload, payload.AsSpan(8, HeaderSize(payload)), body);

    /// <summary>The payload with another header, whatever its bytes.</summary>
    public static byte[] WithHeader(byte[] payload, ReadOnlySpan<byte> header) =>
        Assemble(payload, header, payload.AsSpan()[(8 + HeaderSize(payload))..^4]);

    /// <summary>Makes the checksum right again.</summary>
    public static byte[] Seal(byte[] payload)
    {
        if (payload.Length >= 4)
            BinaryPrimitives.WriteUInt32LittleEndian(payload.AsSpan(^4..), Crc32C(payload.AsSpan(..^4)));
        return payload;
    }

    /// <summary>CRC-32C bit by bit (Castagnoli, 1993; reflected polynomial 0x82F63B78).</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0x82F63B78u);
        }
        return ~crc;
    }

    public static int HeaderSize(byte[] payload) => BinaryPrimitives.ReadInt32LittleEndian(payload.AsSpan(4));

    private static byte[] Assemble(byte[] payload, ReadOnlySpan<byte> header, ReadOnlySpan<byte> body) =>
        Seal([.. payload.AsSpan(..4), .. BitConverter.GetBytes(header.Length), .. header, .. body, 0, 0, 0, 0]);

    private static void WriteField(CodedOutputStream output, int number, ulong content)
    {
        switch (number)
        {
            case MaskId or BaseMaskId or Loss:
                output.WriteTag(number, WireFormat.WireType.Fixed64);
                output.WriteFixed64(content);
                break;
            case Round or Device or Samples:
                output.WriteTag(number, WireFormat.WireType.Fixed32);
                output.WriteFixed32((uint)content);
                break;
            default:
                output.WriteTag(number, WireFormat.WireType.Varint);
                output.WriteUInt64(content);
                break;
        }
    }
}
