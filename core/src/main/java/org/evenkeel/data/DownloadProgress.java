package org.evenkeel.data;

/// Is told how far a download has come.
@FunctionalInterface
public interface DownloadProgress {
  /// Called now and then while a file arrives, and once at its end.
  ///
  /// @param file the name of the file
  /// @param bytes how many bytes have arrived
  /// @param totalBytes how many will, or -1 where the host does not say
  void arrived(String file, long bytes, long totalBytes);
}
