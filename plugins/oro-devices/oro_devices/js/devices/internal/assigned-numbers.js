/** Names that Web Bluetooth takes for UUIDs; others are given as numbers. Of the Bluetooth SIG's "Assigned Numbers". */

export const SERVICES = /** @type {Record<string, number>} */ ({
  generic_access: 0x1800, generic_attribute: 0x1801, immediate_alert: 0x1802, link_loss: 0x1803, tx_power: 0x1804,
  current_time: 0x1805, reference_time_update: 0x1806, next_dst_change: 0x1807, glucose: 0x1808, health_thermometer: 0x1809,
  device_information: 0x180a, heart_rate: 0x180d, phone_alert_status: 0x180e, battery_service: 0x180f, blood_pressure: 0x1810,
  alert_notification: 0x1811, human_interface_device: 0x1812, scan_parameters: 0x1813, running_speed_and_cadence: 0x1814,
  automation_io: 0x1815, cycling_speed_and_cadence: 0x1816, cycling_power: 0x1818, location_and_navigation: 0x1819,
  environmental_sensing: 0x181a, body_composition: 0x181b, user_data: 0x181c, weight_scale: 0x181d, bond_management: 0x181e,
  continuous_glucose_monitoring: 0x181f, internet_protocol_support: 0x1820, indoor_positioning: 0x1821, pulse_oximeter: 0x1822,
  http_proxy: 0x1823, transport_discovery: 0x1824, object_transfer: 0x1825, fitness_machine: 0x1826, mesh_provisioning: 0x1827,
  mesh_proxy: 0x1828, reconnection_configuration: 0x1829
})

export const CHARACTERISTICS = /** @type {Record<string, number>} */ ({
  'gap.device_name': 0x2a00, 'gap.appearance': 0x2a01, 'gap.peripheral_privacy_flag': 0x2a02,
  'gap.peripheral_preferred_connection_parameters': 0x2a04, 'gatt.service_changed': 0x2a05, alert_level: 0x2a06,
  tx_power_level: 0x2a07, date_time: 0x2a08, battery_level: 0x2a19, temperature_measurement: 0x2a1c, temperature_type: 0x2a1d,
  intermediate_temperature: 0x2a1e, measurement_interval: 0x2a21, system_id: 0x2a23, model_number_string: 0x2a24,
  serial_number_string: 0x2a25, firmware_revision_string: 0x2a26, hardware_revision_string: 0x2a27,
  software_revision_string: 0x2a28, manufacturer_name_string: 0x2a29, current_time: 0x2a2b, blood_pressure_measurement: 0x2a35,
  heart_rate_measurement: 0x2a37, body_sensor_location: 0x2a38, heart_rate_control_point: 0x2a39, pnp_id: 0x2a50,
  rsc_measurement: 0x2a53, rsc_feature: 0x2a54, sensor_location: 0x2a5d, csc_measurement: 0x2a5b, csc_feature: 0x2a5c,
  cycling_power_measurement: 0x2a63, cycling_power_feature: 0x2a65, cycling_power_control_point: 0x2a66,
  location_and_speed: 0x2a67, elevation: 0x2a6c, pressure: 0x2a6d, temperature: 0x2a6e, humidity: 0x2a6f,
  true_wind_speed: 0x2a70, uv_index: 0x2a76, heat_index: 0x2a7a, dew_point: 0x2a7b, weight_measurement: 0x2a9d,
  weight_scale_feature: 0x2a9e, body_composition_feature: 0x2a9b, body_composition_measurement: 0x2a9c,
  fitness_machine_feature: 0x2acc, treadmill_data: 0x2acd, indoor_bike_data: 0x2ad2, fitness_machine_control_point: 0x2ad9,
  fitness_machine_status: 0x2ada
})

export const DESCRIPTORS = /** @type {Record<string, number>} */ ({
  'gatt.characteristic_extended_properties': 0x2900, 'gatt.characteristic_user_description': 0x2901,
  'gatt.client_characteristic_configuration': 0x2902, 'gatt.server_characteristic_configuration': 0x2903,
  'gatt.characteristic_presentation_format': 0x2904, 'gatt.characteristic_aggregate_format': 0x2905, valid_range: 0x2906,
  external_report_reference: 0x2907, report_reference: 0x2908, number_of_digitals: 0x2909, value_trigger_setting: 0x290a,
  es_configuration: 0x290b, es_measurement: 0x290c, es_trigger_setting: 0x290d, time_trigger_setting: 0x290e
})
