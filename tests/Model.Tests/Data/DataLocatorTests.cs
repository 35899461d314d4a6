using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using FedPrune.Model.Data;

namespace FedPrune.Model.Tests.Data;

public sealed class DataLocatorTests : IDisposable
{
    private static readonly (string Name, byte[] Content)[] Files =
    [
        ("train-images-idx3-ubyte", TinyIdx.Bytes([0x0803, 3, 2, 2], [.. Enumerable.Range(0, 12).Select(v => (byte)v)])),
        ("train-labels-idx1-ubyte", TinyIdx.Bytes([0x0801, 3], [0, 1, 2])),
        ("t10k-images-idx3-ubyte", TinyIdx.Bytes([0x0803, 1, 2, 2], [9, 9, 9, 9])),
        ("t10k-labels-idx1-ubyte", TinyIdx.Bytes([0x0801, 1], [2])),
    ];

    private static readonly KnownDataSet Tiny = KnownDataSet.Idx("tiny", 3, "dataset-tiny", new Uri("http://localhost:1/"),
        [.. Files.Select(f => new KnownFile(f.Name + ".gz", f.Content.Length, Convert.ToHexStringLower(SHA256.HashData(f.Content))))]);

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _client = new();

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Looks_only_where_the_user_says()
    {
        Put(Cache);
        Assert.Equal(Put(In("mine")), Locator(Places with { UserFolder = In("mine") }).Find(Tiny));

        var error = Assert.Throws<InvalidDataSetException>(() => Locator(Places with { UserFolder = In("empty") }).Find(Tiny));
        Assert.Contains(In("empty"), error.Message, StringComparison.Ordinal);
        Assert.All(Files, file => Assert.Contains(file.Name, error.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Prefers_the_cache_to_the_system_and_takes_no_incomplete_folder()
    {
        Assert.Null(Locator(Places).Find(Tiny));
        var system = Put(In("system/tiny"));
        Assert.Equal(system, Locator(Places).Find(Tiny));
        Put(Cache);
        Assert.Equal(Cache, Locator(Places).Find(Tiny));
        File.Delete(Path.Combine(Cache, Files[2].Name));
        Assert.Equal(system, Locator(Places).Find(Tiny));
    }

    [Fact]
    public async Task Downloads_into_the_cache_checks_and_reads()
    {
        await using var server = Server();
        var progress = new Collected();

        var data = await Locator(Places with { Mirror = server.Address }).LoadAsync(Tiny, progress);

        Assert.Equal([0, 1, 2], data.Train.Labels.ToArray());
        Assert.Equal(Files.Select(f => f.Name + ".gz").Order(), Directory.GetFiles(Cache).Select(Path.GetFileName).Order());
        Assert.Equal(Files.Select(f => f.Name + ".gz"), progress.Reports.Select(r => r.File).Distinct());
        Assert.All(progress.Reports.GroupBy(r => r.File), file => Assert.Equal(file.Last().Total, file.Last().Bytes));
    }

    [Fact]
    public async Task Downloads_only_what_an_earlier_attempt_left_out()
    {
        Directory.CreateDirectory(Cache);
        await File.WriteAllBytesAsync(Path.Combine(Cache, Files[0].Name + ".gz"), TinyIdx.Gzip(Files[0].Content));
        await using var server = Server();

        await Locator(Places with { Mirror = server.Address }).LoadAsync(Tiny);

        Assert.Equal(Files[1..].Select(f => $"/{f.Name}.gz"), server.Requests);
    }

    [Fact]
    public async Task Accepts_the_known_content_in_another_wrapping()
    {
        await using var server = new TinyServer(path => new(HttpStatusCode.OK, ContentOf(path))); // not gzipped at all
        Assert.Equal(3, (await Locator(Places with { Mirror = server.Address }).LoadAsync(Tiny)).Train.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Deletes_what_has_a_wrong_sum_and_names_both_sums(int longer)
    {
        var content = new byte[Files[0].Content.Length + longer];
        await using var server = new TinyServer(_ => new(HttpStatusCode.OK, TinyIdx.Gzip(content)));

        var error = await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address);

        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(content)), error, StringComparison.Ordinal);
        Assert.Contains(Tiny.Downloads[0].Sha256, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletes_what_pretends_to_be_gzip()
    {
        await using var server = new TinyServer(_ => new(HttpStatusCode.OK, [0x1F, 0x8B, .. new byte[40]]));
        var error = await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address);
        Assert.Contains("cannot be decoded", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deletes_what_breaks_off_and_names_the_other_ways()
    {
        await using var server = new TinyServer(path => new(HttpStatusCode.OK, [1, 2, 3], Length: 100));
        await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address);
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_falls_silent()
    {
        await using var server = new TinyServer(path => new(HttpStatusCode.OK, [1, 2, 3], Length: 100, Stalls: true));
        await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address, stallLimit: TimeSpan.FromSeconds(0.3));
    }

    [Fact]
    public async Task Gives_up_on_a_server_that_never_ends()
    {
        await using var server = new TinyServer(path => new(HttpStatusCode.OK, new byte[1 << 20]));
        await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task Names_address_and_other_ways_when_the_server_has_no_file(HttpStatusCode status)
    {
        await using var server = new TinyServer(_ => new(status, []));
        var error = await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address);
        Assert.Contains(((int)status).ToString(), error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_address_and_other_ways_when_nobody_answers()
    {
        var server = Server();
        await server.DisposeAsync();
        await FailsWithOtherWaysAsync(Places with { Mirror = server.Address }, server.Address);
    }

    [Fact]
    public async Task Leaves_nothing_behind_when_it_is_cancelled()
    {
        await using var server = new TinyServer(path => new(HttpStatusCode.OK, [1, 2, 3], Length: 100, Stalls: true));
        using var cancellation = new CancellationTokenSource();
        var progress = new Collected { OnReport = cancellation.Cancel };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Locator(Places with { Mirror = server.Address }).LoadAsync(Tiny, progress, cancellation.Token));

        Assert.Empty(Directory.GetFileSystemEntries(Cache));
    }

    [Theory]
    [InlineData("cifar-10", "test_batch.bin")]
    [InlineData("mnist", "train-images-idx3-ubyte")]
    public async Task Says_where_to_put_a_set_that_is_never_downloaded(string name, string file)
    {
        var set = KnownDataSet.Named(name);
        var error = (await Assert.ThrowsAsync<InvalidDataSetException>(() => Locator(Places).LoadAsync(set))).Message;
        Assert.Contains(Path.Combine(_folder.Path, "cache", name), error, StringComparison.Ordinal);
        Assert.Contains("fedprune.data.path", error, StringComparison.Ordinal);
        Assert.Contains(file, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_the_known_sets_when_asked_for_another()
    {
        var error = Assert.Throws<ArgumentException>(() => KnownDataSet.Named("cifar")).Message;
        Assert.Contains("fashion-mnist, mnist, cifar-10", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Caches_in_a_folder_of_its_own_below_the_users_cache() =>
        Assert.EndsWith("/fedprune", DataPlaces.OfUser().Cache, StringComparison.Ordinal);

    private string Cache => In("cache/tiny");

    private DataPlaces Places => new() { Cache = In("cache"), SystemFolder = In("system") };

    private string In(string name) => Path.Combine(_folder.Path, name);

    private DataLocator Locator(DataPlaces places, TimeSpan? stallLimit = null) => new(places, new DataDownload(_client, stallLimit));

    private async Task<string> FailsWithOtherWaysAsync(DataPlaces places, Uri address, TimeSpan? stallLimit = null)
    {
        var error = (await Assert.ThrowsAsync<InvalidDataSetException>(() => Locator(places, stallLimit).LoadAsync(Tiny))).Message;
        Assert.DoesNotContain('\n', error);
        Assert.All([$"{address}train-images-idx3-ubyte.gz", "fedprune.data.path", "dataset-tiny"],
            fragment => Assert.Contains(fragment, error, StringComparison.Ordinal));
        Assert.Empty(Directory.GetFileSystemEntries(Cache));
        return error;
    }

    private static TinyServer Server() => new(path => new(HttpStatusCode.OK, TinyIdx.Gzip(ContentOf(path))));

    private static byte[] ContentOf(string path) => Files.Single(file => path == $"/{file.Name}.gz").Content;

    private static string Put(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Files)
            File.WriteAllBytes(Path.Combine(folder, name), content);
        return folder;
    }

    private sealed class Collected : IProgress<DownloadProgress>
    {
        public ConcurrentQueue<DownloadProgress> Reports { get; } = [];

        public Action OnReport { get; init; } = () => { };

        public void Report(DownloadProgress value)
        {
            Reports.Enqueue(value);
            OnReport();
        }
    }
}
