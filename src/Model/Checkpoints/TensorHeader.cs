using System.Collections.Immutable;
using System.Text.Json;

namespace FedPrune.Model.Checkpoints;

/// <summary>The JSON header of a safetensors file, read and checked.</summary>
internal static class TensorHeader
{
    /// <summary>One tensor of the header.</summary>
    internal sealed record Entry(string Name, ImmutableArray<int> Shape, int Count, long Begin, long End);

    /// <summary>The tensors in the order of their data, and the metadata.</summary>
    /// <param name="header">The JSON.</param>
    /// <param name="dataSize">Bytes that follow it; the tensors must cover them without gaps.</param>
    /// <exception cref="InvalidDataException">The header is not valid or does not fit the data.</exception>
    public static (ImmutableArray<Entry> Entries, ImmutableSortedDictionary<string, string> Metadata) Parse(
        ReadOnlyMemory<byte> header, long dataSize)
    {
        try
        {
            using var document = JsonDocument.Parse(header);
            var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
            var entries = new List<Entry>();
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.NameEquals(SafeTensors.MetadataKey))
                    foreach (var text in property.Value.EnumerateObject())
                        metadata[text.Name] = text.Value.GetString() ?? "";
                else
                    entries.Add(ParseEntry(property));
            return (InDataOrder(entries, dataSize), metadata.ToImmutable());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"the header is not that of a safetensors file: {e.Message}", e);
        }
    }

    private static Entry ParseEntry(JsonProperty property)
    {
        var type = property.Value.GetProperty("dtype").GetString();
        if (!string.Equals(type, "F32", StringComparison.Ordinal))
            throw new InvalidDataException($"{property.Name} is of type {type}: only F32 is read");
        ImmutableArray<int> shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];
        var count = shape.Aggregate(1, (product, dimension) => checked(product * dimension));
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt64())];
        if (shape.Any(d => d < 0) || offsets is not [var begin, var end] || end - begin != (long)count * sizeof(float))
            throw new InvalidDataException($"{property.Name}: the offsets do not fit the shape [{string.Join(", ", shape)}]");
        return new(property.Name, shape, count, begin, end);
    }

    private static ImmutableArray<Entry> InDataOrder(IEnumerable<Entry> entries, long dataSize)
    {
        var next = 0L;
        ImmutableArray<Entry> ordered = [.. entries.OrderBy(e => e.Begin).ThenBy(e => e.End)];
        foreach (var entry in ordered)
        {
            if (entry.Begin != next)
                throw new InvalidDataException($"{entry.Name} begins at {entry.Begin}, the data before it ends at {next}");
            next = entry.End;
        }
        return next == dataSize
            ? ordered
            : throw new InvalidDataException($"the tensors take {next} bytes of data, the file has {dataSize}");
    }
}
