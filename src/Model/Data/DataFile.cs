using System.Buffers.Binary;
using System.IO.Compression;

namespace FedPrune.Model.Data;

/// <summary>The content of a file of a data set, whether it is gzipped or not: its first bytes say which, not its name.</summary>
internal static class DataFile
{
    private const int HighestDeflateRatio = 1032; // of zlib's documentation: a damaged trailer must not make us reserve more

    /// <summary>The file called <paramref name="name"/>, or the same with <c>.gz</c>, in a folder; null where there is neither.</summary>
    public static string? Find(string folder, string name) =>
        new[] { name, name + ".gz" }.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);

    /// <summary>Where each of the named files is.</summary>
    /// <exception cref="InvalidDataSetException">Some are missing: names the folder and what was looked for.</exception>
    public static string[] Require(string folder, params ReadOnlySpan<string> names)
    {
        var paths = new string[names.Length];
        List<string> missing = [];
        for (int i = 0; i < names.Length; i++)
        {
            if (Find(folder, names[i]) is { } path)
                paths[i] = path;
            else
                missing.Add(names[i]);
        }
        return missing.Count == 0
            ? paths
            : throw new InvalidDataSetException($"{folder}: no {string.Join(", ", missing)} here, with or without .gz");
    }

    /// <summary>All bytes of the file, decompressed if need be.</summary>
    /// <exception cref="InvalidDataSetException">The file cannot be read, or begins like gzip but cannot be decoded.</exception>
    public static ReadOnlyMemory<byte> Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Decoded(file, IsGzip(file));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataSetException($"{path}: begins like gzip but cannot be decoded: damaged or truncated", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataSetException($"{path}: cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The content as a stream, decompressed if need be.</summary>
    public static Stream Open(string path)
    {
        var file = File.OpenRead(path);
        return IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var gzip = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
        file.Position = 0;
        return gzip;
    }

    private static ReadOnlyMemory<byte> Decoded(FileStream file, bool gzip)
    {
        if (!gzip)
        {
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return bytes;
        }
        var content = new MemoryStream(LikelyLength(file));
        using (var decoder = new GZipStream(file, CompressionMode.Decompress))
            decoder.CopyTo(content);
        return content.GetBuffer().AsMemory(0, (int)content.Length);
    }

    /// <summary>The decompressed length as the trailer has it (RFC 1952: modulo 2³²), to reserve the memory in one piece.</summary>
    private static int LikelyLength(FileStream file)
    {
        if (file.Length < 18)
            return 0;
        Span<byte> trailer = stackalloc byte[4];
        file.Position = file.Length - 4;
        file.ReadExactly(trailer);
        file.Position = 0;
        var most = Math.Min(file.Length * HighestDeflateRatio, Array.MaxLength);
        return (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(trailer), most);
    }
}
