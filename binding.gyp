{
  'variables': {
    # For example: node-gyp rebuild -- -Dsanitize=address,undefined
    'sanitize%': '',
  },
  'targets': [{
    'target_name': 'sctp',
    'sources': [
      'src/addon.cc',
      'src/address.cc',
      'src/endpoint_wrap.cc',
      'src/engines.cc',
      'src/js_values.cc',
      'src/pump.cc',
      'src/rfc6458/option_table.cc',
    ],
    'include_dirs': ['src', '<!(node -p "require(\'node:path\').dirname(require.resolve(\'nan\'))")'],
    'cflags': ['-Wall', '-Wextra', '-fvisibility=hidden'],
    'cflags_cc': ['-fno-exceptions', '-fno-rtti', '-fvisibility-inlines-hidden'],
    'xcode_settings': {
      'GCC_ENABLE_CPP_EXCEPTIONS': 'NO',
      'GCC_ENABLE_CPP_RTTI': 'NO',
      'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
    },
    'conditions': [
      ['OS == "linux"', {
        'defines': ['SCTP_KERNEL_ENGINE'],
        'sources': [
          'src/kernel/kernel_engine.cc',
          'src/kernel/kernel_socket.cc',
          'src/kernel/message_io.cc',
          'src/kernel/translate.cc',
        ],
      }],
      ['sanitize != ""', {
        'cflags': ['-g', '-fno-omit-frame-pointer', '-fsanitize=<(sanitize)', '-fno-sanitize-recover=undefined'],
        'ldflags': ['-fsanitize=<(sanitize)'],
      }],
    ],
  }],
}
