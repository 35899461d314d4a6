using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace FedPrune.Model.Checkpoints;

/// <summary>A tensor of 32-bit floats with a name.</summary>
/// <param name="Name">Unique in its file, and not <c>__metadata__</c>.</param>
/// <param name="Shape">Dimensions, outermost first; empty for a scalar.</param>
/// <param name="Data">As many numbers as the shape has places, row-major.</param>
public sealed record NamedTensor(string Name, ImmutableArray<int> Shape, ReadOnlyMemory<float> Data);

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">In the order of their data.</param>
/// <param name="Metadata">Free strings; empty where there are none.</param>
public sealed record TensorFile(ImmutableArray<NamedTensor> Tensors, ImmutableSortedDictionary<string, string> Metadata);

/// <summary>
/// The safetensors format: the length of a JSON header (8 bytes, little-endian), the header filled up with spaces so that
/// the data is aligned to 8 bytes, then the data of the tensors without gaps. Only <c>F32</c> here.
/// </summary>
public static class SafeTensors
{
    private const int LengthSize = 8, Alignment = 8, MaxHeaderSize = 100_000_000; // the limit of the format's reference reader
    internal const string MetadataKey = "__metadata__";

    /// <summary>Writes tensors in the given order.</summary>
    /// <exception cref="ArgumentException">A name is taken twice or reserved, or data does not have its shape's size.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        Check(tensors);
        var header = Header(tensors, metadata);
        Span<byte> length = stackalloc byte[LengthSize];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (var tensor in tensors)
            stream.Write(MemoryMarshal.AsBytes(tensor.Data.Span));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="stream">One that can tell its length; read from its start.</param>
    /// <exception cref="InvalidDataException">It is no such file, or has tensors of another type than F32.</exception>
    public static TensorFile Read(Stream stream)
    {
        stream.Position = 0;
        Span<byte> length = stackalloc byte[LengthSize];
        if (stream.Length < LengthSize)
            throw new InvalidDataException($"{stream.Length} bytes are fewer than the length of a header");
        stream.ReadExactly(length);
        var size = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (size < 0 || size > Math.Min(MaxHeaderSize, stream.Length - LengthSize))
            throw new InvalidDataException($"a header of {size} bytes does not fit a file of {stream.Length}");
        var header = new byte[size];
        stream.ReadExactly(header);
        var (entries, metadata) = TensorHeader.Parse(header, stream.Length - LengthSize - size);
        return new([.. entries.Select(entry => ReadTensor(stream, entry))], metadata);
    }

    private static NamedTensor ReadTensor(Stream stream, TensorHeader.Entry entry)
    {
        var data = new float[entry.Count];
        stream.ReadExactly(MemoryMarshal.AsBytes(data.AsSpan()));
        return new(entry.Name, entry.Shape, data);
    }

    private static byte[] Header(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            WriteMetadata(json, metadata);
            var offset = 0L;
            foreach (var tensor in tensors)
                WriteEntry(json, tensor, ref offset);
            json.WriteEndObject();
        }
        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        return buffer.ToArray();
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.Count == 0)
            return;
        json.WriteStartObject(MetadataKey);
        foreach (var (key, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteEntry(Utf8JsonWriter json, NamedTensor tensor, ref long offset)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", "F32");
        json.WriteStartArray("shape");
        foreach (var dimension in tensor.Shape)
            json.WriteNumberValue(dimension);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(offset);
        offset += (long)tensor.Data.Length * sizeof(float);
        json.WriteNumberValue(offset);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Check(IReadOnlyList<NamedTensor> tensors)
    {
        var names = new HashSet<string>(StringComparer.Ordinal) { MetadataKey };
        foreach (var tensor in tensors)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"the name {tensor.Name} is taken twice or reserved");
            var places = tensor.Shape.Aggregate(1L, (product, dimension) => checked(product * dimension));
            if (tensor.Shape.Any(d => d < 0) || places != tensor.Data.Length)
                throw new ArgumentException($"{tensor.Name} has {tensor.Data.Length} numbers, its shape [{string.Join(", ", tensor.Shape)}] {places}");
        }
    }
}
