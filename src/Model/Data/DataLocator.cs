namespace FedPrune.Model.Data;

/// <summary>
/// Finds a data set: in the folder the user named, and then only there; else in the user's cache; else where Debian has it;
/// else, where it may be downloaded, fetches it into the cache.
/// </summary>
public sealed class DataLocator(DataPlaces places, DataDownload download)
{
    /// <summary>The folder that has all files of a set; null where it would have to be downloaded.</summary>
    /// <exception cref="InvalidDataSetException">A folder was named, but files are missing there.</exception>
    public string? Find(KnownDataSet set)
    {
        if (places.UserFolder is { } folder)
        {
            return set.IsIn(folder)
                ? folder
                : throw new InvalidDataSetException(
                    $"{set.Name} is not in {folder}, as fedprune.data.path has it: looked for {Files(set)}");
        }
        return new[] { CacheOf(set), Path.Combine(places.SystemFolder, set.Name) }.FirstOrDefault(set.IsIn);
    }

    /// <summary>Finds a set or downloads it, and reads it.</summary>
    /// <param name="set">Which.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="cancellation">Stops a download; what has come is deleted.</param>
    /// <exception cref="InvalidDataSetException">It is nowhere, cannot be downloaded, or is not what it should be.</exception>
    public async Task<ImageData> LoadAsync(
        KnownDataSet set, IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default) =>
        set.Read(Find(set) ?? await FetchAsync(set, progress, cancellation));

    private async Task<string> FetchAsync(KnownDataSet set, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        var cache = CacheOf(set);
        if ((places.Mirror ?? set.Address) is not { } address || set.Downloads.IsEmpty)
        {
            throw new InvalidDataSetException($"{set.Name} is not downloaded: put {Files(set)} into {cache}, "
                + "or set fedprune.data.path to a folder that has them");
        }
        foreach (var file in set.Downloads)
        {
            if (File.Exists(Path.Combine(cache, file.Name)))
                continue; // of an earlier, interrupted attempt: only what was checked bears its name
            await FetchAsync(set, new Uri(address, file.Name), file, progress, cancellation);
        }
        return cache;
    }

    private async Task FetchAsync(
        KnownDataSet set, Uri address, KnownFile file, IProgress<DownloadProgress>? progress, CancellationToken cancellation)
    {
        try
        {
            await download.FetchAsync(address, file, CacheOf(set), progress, cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or TimeoutException or InvalidDataSetException
                                    or IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataSetException(
                $"{address} could not be downloaded into {CacheOf(set)} ({e.Message}): set fedprune.data.path to a folder with {Files(set)}"
                + (set.DebianPackage is null ? "" : $", or install the Debian package {set.DebianPackage}"), e);
        }
    }

    private string CacheOf(KnownDataSet set) => Path.Combine(places.Cache, set.Name);

    private static string Files(KnownDataSet set) => $"{string.Join(", ", set.FileNames)} (with or without .gz)";
}
