using System.Security.Cryptography;
using System.Text;

namespace FedPrune.Host.Studies;

/// <summary>Names of output folders: the same study gets the same one, so that it continues there.</summary>
internal static class StudyNames
{
    /// <summary>Eight hexadecimal digits of a study's text.</summary>
    public static string Of(Study study) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(StudyWriter.Write(study))).AsSpan(0, 4));
}
