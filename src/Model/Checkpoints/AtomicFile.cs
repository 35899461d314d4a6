namespace FedPrune.Model.Checkpoints;

/// <summary>Replaces a file whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>What is appended to the name of a file while it is being written.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>
    /// Writes beside <paramref name="path"/>, flushes to the disk and renames over it. Whenever it fails, also by a crash,
    /// the old file is still there unchanged; a temporary file that a crash left is overwritten by the next write.
    /// </summary>
    /// <remarks>
    /// The folder itself is not flushed: no public API of .NET opens a folder to do so. After a power cut the old file can
    /// therefore still be the one that is found, but never half of either.
    /// </remarks>
    /// <param name="path">The file; its folder must exist. One writer at a time.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        var temporary = path + TemporarySuffix;
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
