using System.Runtime.InteropServices;

namespace FedPrune.Bench;

/// <summary>CPU time that the calling thread has used.</summary>
internal static partial class CpuClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID of Linux

    /// <summary>Seconds, to the nanosecond.</summary>
    public static double ThreadSeconds()
    {
        return Read(ThreadCpuTime, out var time) == 0
            ? time.Seconds + (time.Nanoseconds * 1e-9)
            : throw new InvalidOperationException("the kernel does not tell a thread's CPU time");
    }

    /// <summary>Seconds of all threads of the process, user and system.</summary>
    public static double ProcessSeconds() => Environment.CpuUsage.TotalTime.TotalSeconds;

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int Read(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
