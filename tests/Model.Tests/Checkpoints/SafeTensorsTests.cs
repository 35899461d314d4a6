using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using FedPrune.Model.Checkpoints;

namespace FedPrune.Model.Tests.Checkpoints;

public sealed class SafeTensorsTests
{
    private static readonly NamedTensor[] Tensors =
    [
        new("conv1.weight", [2, 1, 3], new float[] { 1, 2, 3, 4, 5, 6.5f }),
        new("conv1.bias", [2], new float[] { -1, float.Epsilon }),
        new("empty", [0, 4], Array.Empty<float>()),
        new("a \"quoted\" name", [], new float[] { 42 }),
    ];

    private static readonly Dictionary<string, string> Metadata = new(StringComparer.Ordinal) { ["algorithm"] = "FedPrune", ["näme"] = "Größe" };

    [Fact]
    public void The_bytes_are_those_the_format_describes()
    {
        var bytes = Written([new("b", [2], new float[] { 1, -2 }), new("a", [1, 1], new float[] { 3 })], new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" });
        const string Header = """{"__metadata__":{"k":"v"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1,1],"data_offsets":[8,12]}}""";
        var padded = Header.PadRight((Header.Length + 7) / 8 * 8);
        Assert.Equal(
            [(byte)padded.Length, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(padded), 0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x40, 0x40],
            bytes);
    }

    [Fact]
    public void The_data_starts_at_a_multiple_of_eight_and_each_tensor_where_its_offsets_say()
    {
        for (int extra = 0; extra < 20; extra++)
        {
            var bytes = Written([.. Tensors, new(new string('x', extra + 1), [1], new float[] { extra })], Metadata);
            var header = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
            Assert.Equal(0, header % 8);
            using var json = JsonDocument.Parse(bytes.AsMemory(8, header));
            foreach (var tensor in Tensors)
            {
                var entry = json.RootElement.GetProperty(tensor.Name);
                var offsets = entry.GetProperty("data_offsets").EnumerateArray().Select(o => 8 + header + o.GetInt32()).ToArray();
                Assert.Equal(MemoryMarshal.AsBytes(tensor.Data.Span).ToArray(), bytes[offsets[0]..offsets[1]]);
                Assert.Equal(tensor.Shape, entry.GetProperty("shape").EnumerateArray().Select(d => d.GetInt32()));
            }
        }
    }

    [Fact]
    public void A_file_comes_back_as_it_was()
    {
        var big = new NamedTensor("big", [7, 11, 13], TemporaryFolder.Values(1001, 3));
        var file = SafeTensors.Read(new MemoryStream(Written([.. Tensors, big], Metadata)));
        Assert.Equal([.. Tensors.Select(t => t.Name), "big"], file.Tensors.Select(t => t.Name));
        Assert.Equal(Metadata.OrderBy(m => m.Key, StringComparer.Ordinal), file.Metadata);
        foreach (var (expected, actual) in ((NamedTensor[])[.. Tensors, big]).Zip(file.Tensors))
        {
            Assert.Equal(expected.Shape.AsEnumerable(), actual.Shape);
            Assert.True(MemoryMarshal.AsBytes(expected.Data.Span).SequenceEqual(MemoryMarshal.AsBytes(actual.Data.Span)), expected.Name);
        }
        Assert.Empty(SafeTensors.Read(new MemoryStream(Written([], null))).Tensors);
    }

    [Fact]
    public void A_file_written_in_another_order_is_read_in_the_order_of_its_data()
    {
        var file = SafeTensors.Read(ByHand("""{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"data_offsets":[0,4],"shape":[],"dtype":"F32"}}""", [1, 2]));
        Assert.Equal([("a", 1f), ("b", 2f)], file.Tensors.Select(t => (t.Name, t.Data.Span[0])));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}""", "type F16")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", "do not fit the shape [2]")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[4,0]}}""", "do not fit the shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", "do not fit the shape")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "begins at 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", "b begins at 0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "take 8 bytes of data, the file has 4")]
    [InlineData("{}", "take 0 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[65536,65536],"data_offsets":[0,4]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":5}""", "not that of a safetensors file")]
    [InlineData("""[]""", "not that of a safetensors file")]
    [InlineData("""{"a""", "not that of a safetensors file")]
    public void A_wrong_header_is_refused_with_the_reason(string header, string reason)
    {
        var refused = Assert.Throws<InvalidDataException>(() => SafeTensors.Read(ByHand(header, [1])));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        var bytes = Written(Tensors, Metadata);
        for (int length = 0; length < bytes.Length; length++)
            Assert.Throws<InvalidDataException>(() => SafeTensors.Read(new MemoryStream(bytes[..length])));
    }

    [Fact]
    public void Tensors_that_cannot_be_a_file_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Written([Tensors[0], Tensors[0]], null));
        Assert.Throws<ArgumentException>(() => Written([new("__metadata__", [1], new float[1])], null));
        Assert.Throws<ArgumentException>(() => Written([new("a", [2, 2], new float[3])], null));
        Assert.Throws<ArgumentException>(() => Written([new("a", [-1, -1], new float[1])], null));
    }

    [PythonFact]
    public void Python_reads_the_same_numbers()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("m.safetensors"), Written(Tensors, Metadata));
        const string Script = """
            import json, struct, sys
            b = open(sys.argv[1], 'rb').read()
            n = struct.unpack('<Q', b[:8])[0]
            h = json.loads(b[8:8 + n].decode('utf-8'))
            m = h.pop('__metadata__')
            assert n % 8 == 0 and max(t['data_offsets'][1] for t in h.values()) == len(b) - 8 - n
            print(m['algorithm'], [(k, t['dtype'], t['shape'], struct.unpack('<%df' % ((t['data_offsets'][1] - t['data_offsets'][0]) // 4),
                b[8 + n + t['data_offsets'][0]:8 + n + t['data_offsets'][1]])) for k, t in h.items()])
            """;
        using var python = Process.Start(new ProcessStartInfo(PythonFactAttribute.Python, ["-c", Script, folder.File("m.safetensors")])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var printed = python.StandardOutput.ReadToEnd().Trim();
        python.WaitForExit();
        Assert.Equal(
            "FedPrune [('conv1.weight', 'F32', [2, 1, 3], (1.0, 2.0, 3.0, 4.0, 5.0, 6.5)), ('conv1.bias', 'F32', [2], (-1.0, 1.401298464324817e-45)), "
            + "('empty', 'F32', [0, 4], ()), ('a \"quoted\" name', 'F32', [], (42.0,))]",
            printed);
    }

    private static byte[] Written(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        using var stream = new MemoryStream();
        SafeTensors.Write(stream, tensors, metadata);
        return stream.ToArray();
    }

    private static MemoryStream ByHand(string header, float[] data)
    {
        var utf8 = Encoding.UTF8.GetBytes(header);
        return new([.. BitConverter.GetBytes((long)utf8.Length), .. utf8, .. MemoryMarshal.AsBytes(data.AsSpan())]);
    }
}

/// <summary>A test that runs where <c>python3</c> is installed and is named as skipped elsewhere.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public const string Python = "/usr/bin/python3";

    public PythonFactAttribute() => Skip = File.Exists(Python) ? null : $"{Python} is not installed";
}
