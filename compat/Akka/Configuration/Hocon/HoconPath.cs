namespace Akka.Configuration.Hocon;

/// <summary>Paths such as <c>akka.actor."a key with dots".timeout</c>.</summary>
internal static class HoconPath
{
    /// <summary>The keys along <paramref name="path"/>; none for the empty path, which is the root itself.</summary>
    internal static List<string> Keys(string path)
    {
        var keys = new List<string>();
        for (var at = 0; at < path.Length; at++)
        {
            if (path[at] == '"')
            {
                var end = path.IndexOf('"', at + 1);
                if (end < 0) throw new ArgumentException($"The path {path} opens a quote at {at} and does not close it.", nameof(path));
                keys.Add(path[(at + 1)..end]);
                at = end + 1;
            }
            else
            {
                var end = path.IndexOf('.', at);
                if (end < 0) end = path.Length;
                keys.Add(path[at..end]);
                at = end;
            }
        }

        return keys;
    }
}
