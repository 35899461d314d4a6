using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace FedPrune.Model.Checkpoints;

/// <summary>
/// The bytes of a checkpoint, little-endian: "FPCK", version (4 bytes), JSON length (4), number of vectors (4); the JSON;
/// for each vector the length of its name (4), its name, its length (4) and its numbers; SHA-256 of all before it (32).
/// </summary>
internal static class SnapshotFile
{
    private const int Version = 1, HeadSize = 16;

    private static ReadOnlySpan<byte> Magic => "FPCK"u8;

    public static void Write(Stream stream, Snapshot snapshot)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var json = Encoding.UTF8.GetBytes(snapshot.Json);
        Span<byte> head = stackalloc byte[HeadSize];
        Magic.CopyTo(head);
        MemoryMarshal.Cast<byte, int>(head)[1] = Version;
        MemoryMarshal.Cast<byte, int>(head)[2] = json.Length;
        MemoryMarshal.Cast<byte, int>(head)[3] = snapshot.Vectors.Count;
        Append(head);
        Append(json);
        foreach (var (name, values) in snapshot.Vectors)
        {
            var utf8 = Encoding.UTF8.GetBytes(name);
            Append(BitConverter.GetBytes(utf8.Length));
            Append(utf8);
            Append(BitConverter.GetBytes(values.Length));
            Append(MemoryMarshal.AsBytes(values.Span));
        }
        stream.Write(hash.GetHashAndReset());

        void Append(ReadOnlySpan<byte> bytes)
        {
            stream.Write(bytes);
            hash.AppendData(bytes);
        }
    }

    /// <summary>Reads a checkpoint whose checksum is right.</summary>
    /// <exception cref="InvalidDataException">It is damaged: the message says how.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Snapshot Read(Stream stream)
    {
        CheckHead(stream);
        CheckSum(stream);
        stream.Position = 0;
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        stream.Position = 8;
        int jsonLength = reader.ReadInt32(), vectors = reader.ReadInt32();
        var json = ReadText(reader, jsonLength);
        var named = ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
        for (int v = 0; v < vectors; v++)
        {
            var name = ReadText(reader, reader.ReadInt32());
            var values = new float[CheckLength(reader, reader.ReadInt32(), sizeof(float))];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            named[name] = values;
        }
        return stream.Position == stream.Length - SHA256.HashSizeInBytes
            ? new(json, named.ToImmutable())
            : throw new InvalidDataException("the content ends before the checksum");
    }

    private static void CheckHead(Stream stream)
    {
        if (stream.Length < HeadSize + SHA256.HashSizeInBytes)
            throw new InvalidDataException($"truncated: {stream.Length} bytes are fewer than any checkpoint has");
        Span<byte> head = stackalloc byte[8];
        stream.ReadExactly(head);
        if (!head.StartsWith(Magic))
            throw new InvalidDataException("it does not start as a checkpoint does");
        var version = MemoryMarshal.Cast<byte, int>(head)[1];
        if (version != Version)
            throw new InvalidDataException($"wrong version: {version} is not the version {Version} read here");
    }

    private static void CheckSum(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        stream.Position = 0;
        var buffer = new byte[1 << 16];
        for (var left = stream.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(left, buffer.Length));
            stream.ReadExactly(part);
            hash.AppendData(part);
            left -= part.Length;
        }
        var expected = buffer.AsSpan(0, SHA256.HashSizeInBytes);
        stream.ReadExactly(expected);
        if (!expected.SequenceEqual(hash.GetHashAndReset()))
            throw new InvalidDataException("wrong checksum: truncated or changed");
    }

    private static string ReadText(BinaryReader reader, int length) =>
        Encoding.UTF8.GetString(reader.ReadBytes(CheckLength(reader, length, 1)));

    private static int CheckLength(BinaryReader reader, int length, int size)
    {
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return length >= 0 && (long)length * size <= left
            ? length
            : throw new InvalidDataException($"it declares {length} × {size} bytes where {left} are left");
    }
}
